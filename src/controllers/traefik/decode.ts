import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { annotations } from "../../model/read.ts";

export const PREFIX = "traefik.ingress.kubernetes.io/";

/** An annotation under Traefik's prefix. */
export interface Setting {
  readonly value: string;
  readonly at: FieldPath;
}

type Kind = "text" | "list" | "int" | "bool" | Schema | readonly [Schema];
interface Schema {
  readonly [key: string]: Kind;
}

/**
 * The structures that annotations are decoded into. Source: RouterIng and ServiceIng in
 * pkg/provider/kubernetes/ingress/annotations.go; pkg/config/dynamic.
 */
const ROUTER: Schema = {
  pathmatcher: "text",
  entrypoints: "list",
  middlewares: "list",
  priority: "int",
  rulesyntax: "text",
  tls: { options: "text", certresolver: "text", domains: [{ main: "text", sans: "list" }] },
  observability: { accesslogs: "bool", metrics: "bool", tracing: "bool", traceverbosity: "text" },
};
const SERVICE: Schema = {
  serversscheme: "text",
  serverstransport: "text",
  passhostheader: "bool",
  middlewares: "list",
  nativelb: "bool",
  nodeportlb: "bool",
  sticky: {
    cookie: {
      name: "text",
      secure: "bool",
      httponly: "bool",
      samesite: "text",
      maxage: "int",
      expires: "int",
      path: "text",
      domain: "text",
    },
  },
};

export interface Decoded {
  /** By key in lower case, e.g. `router.tls.options`. */
  readonly settings: ReadonlyMap<string, Setting>;
  /** The first annotation that the decoder stops at: nothing of the object is used then. */
  readonly failure: { readonly at: FieldPath; readonly why: string } | null;
}

/** `router.*` of an Ingress or `service.*` of a Service, as label.Decode reads them: keys in any letter case. */
export function decode(object: KubeObject, section: "router" | "service"): Decoded {
  const settings = new Map<string, Setting>();
  let failure: Decoded["failure"] = null;
  for (const [key, value] of Object.entries(annotations(object))) {
    if (!key.startsWith(PREFIX) || typeof value !== "string") continue;
    const name = key.slice(PREFIX.length);
    if (!name.toLowerCase().startsWith(`${section}.`)) continue;
    const at: FieldPath = ["metadata", "annotations", key];
    settings.set(name.toLowerCase(), { value, at });
    const why = problem(section === "router" ? ROUTER : SERVICE, name.toLowerCase().split(".").slice(1), value);
    if (why !== null) failure ??= { at, why };
  }
  return { settings, failure };
}

function problem(schema: Schema, path: readonly string[], value: string): string | null {
  const [key = "", ...rest] = path;
  const kind = Object.hasOwn(schema, key) ? schema[key] : undefined;
  if (kind === undefined) return `Traefik knows no field ${key}`;
  if (typeof kind === "string") return rest.length > 0 ? `${key} has no fields` : badValue(kind, value);
  if (isListed(kind)) {
    const [index, ...more] = rest;
    return index === undefined || !/^\d+$/.test(index) ? `${key} needs a number` : problem(kind[0], more, value);
  }
  return rest.length === 0 ? null : problem(kind, rest, value);
}

function isListed(kind: Schema | readonly [Schema]): kind is readonly [Schema] {
  return Array.isArray(kind);
}

/** Go's strconv: ParseBool and ParseInt. */
function badValue(kind: "text" | "list" | "int" | "bool", value: string): string | null {
  if (kind === "bool" && !/^(?:1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(value))
    return `"${value}" is no truth value`;
  if (kind === "int" && !/^[+-]?\d+$/.test(value)) return `"${value}" is no number`;
  return null;
}

/** A comma-separated list. */
export function listed(setting: Setting | undefined): string[] {
  return (setting?.value ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);
}
