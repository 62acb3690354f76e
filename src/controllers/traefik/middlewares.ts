import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, fields, flag, isFields, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import type { Cause, Leg, Redirect } from "./dynamic.ts";
import { FACTS } from "./facts.ts";

/** What the middlewares of a router do that matters to TLS. */
export interface MiddlewareEffects {
  readonly redirect: Redirect | null;
  readonly legs: readonly Leg[];
  readonly missing: Cause | null;
}

export function findMiddleware(world: World, namespace: string, name: string): KubeObject | undefined {
  return (
    world.inventory.find("Middleware.traefik.io", namespace, name) ??
    world.inventory.find("Middleware.traefik.containo.us", namespace, name)
  );
}

/** `namespace-name@kubernetescrd`: names may hold dashes, so every split is tried. */
export function middlewareByReference(world: World, reference: string): KubeObject | undefined {
  const full = /^(.+)@kubernetescrd$/.exec(reference)?.[1];
  if (full === undefined) return undefined;
  for (let dash = full.indexOf("-"); dash > 0; dash = full.indexOf("-", dash + 1)) {
    const found = findMiddleware(world, full.slice(0, dash), full.slice(dash + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Effects of middlewares in their order.
 * @param references resolved objects; undefined for one that the input should hold and does not
 */
export function middlewareEffects(
  world: World,
  references: readonly { readonly middleware: KubeObject | undefined; readonly by: Cause }[],
): MiddlewareEffects {
  let redirect: Redirect | null = null;
  const legs: Leg[] = [];
  for (const { middleware, by } of references) {
    if (middleware === undefined) {
      if (world.inventory.whole) return { redirect: null, legs: [], missing: { ...by, fact: FACTS.middlewareMissing } };
      continue;
    }
    redirect ??= redirectOf(middleware);
    const auth = text(middleware.body, "spec", "forwardAuth", "address");
    if (auth !== undefined) legs.push(authLeg(middleware, auth));
    if (isFields(at(middleware.body, "spec", "errors"))) legs.push(errorsLeg(middleware));
  }
  return { redirect, legs, missing: null };
}

function redirectOf(middleware: KubeObject): Redirect | null {
  const scheme = fields(middleware.body, "spec", "redirectScheme");
  const here = (path: FieldPath): Cause => ({ fact: FACTS.middlewareRedirect, object: middleware, at: path });
  if (typeof scheme["scheme"] === "string") {
    const status = flag(scheme, "permanent") === true ? 301 : 302;
    if (scheme["scheme"].toLowerCase() !== "https") return null;
    return { status, to: "https", cause: here(["spec", "redirectScheme"]), onTls: false };
  }
  const regex = fields(middleware.body, "spec", "redirectRegex");
  const replacement = text(regex, "replacement");
  if (
    replacement === undefined ||
    !/^\^?http:|^\^?\(?http:\/\//.test(text(regex, "regex") ?? "") ||
    !replacement.startsWith("https:")
  )
    return null;
  return {
    status: flag(regex, "permanent") === true ? 301 : 302,
    to: "https",
    cause: here(["spec", "redirectRegex"]),
    onTls: false,
  };
}

function authLeg(middleware: KubeObject, address: string): Leg {
  const secure = /^https:/i.test(address);
  const tls = fields(middleware.body, "spec", "forwardAuth", "tls");
  const skip = tls["insecureSkipVerify"] === true;
  const client = typeof tls["certSecret"] === "string";
  const cause: Cause = { fact: FACTS.forwardAuth, object: middleware, at: ["spec", "forwardAuth", "address"] };
  return {
    role: "auth",
    place: placeOf(address),
    protection: !secure ? "plaintext" : skip ? "tls-unverified" : client ? "mtls" : "tls-verified",
    causes: [cause],
    assumptions: [],
    breaks: null,
    notInForce: null,
  };
}

function errorsLeg(middleware: KubeObject): Leg {
  const service = fields(middleware.body, "spec", "errors", "service");
  const scheme = text(service, "scheme");
  const secure = scheme === "https" || service["port"] === 443;
  return {
    role: "errors",
    place: {
      kind: "service",
      name: text(service, "name") ?? "errors",
      namespace: text(service, "namespace") ?? middleware.namespace,
      port: typeof service["port"] === "number" || typeof service["port"] === "string" ? service["port"] : null,
    },
    protection: secure ? "tls-verified" : "plaintext",
    causes: [{ fact: FACTS.errorPages, object: middleware, at: ["spec", "errors", "service"] }],
    assumptions: [],
    breaks: null,
    notInForce: null,
  };
}

function placeOf(address: string): Leg["place"] {
  const match = /^(\w+):\/\/([^/:?]+)(?::(\d+))?/.exec(address);
  const host = match?.[2] ?? address;
  const port = match?.[3] === undefined ? (/^https/i.test(address) ? 443 : 80) : Number(match[3]);
  const service = /^([^.]+)\.([^.]+)(?:\.svc(?:\.cluster\.local)?)?$/.exec(host);
  if (service === null) return { kind: "external", name: host, namespace: null, port };
  return { kind: "service", name: service[1] ?? "", namespace: service[2] ?? "", port };
}
