import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, fields, flag, isFields, list, text, texts } from "../../model/read.ts";
import type { Cause, Leg, Redirect, RedirectRule } from "./dynamic.ts";
import { FACTS } from "./facts.ts";
import { type Reference, type Referrer, referenceOfResource } from "./references.ts";
import { goRegExp, goReplace, isRange } from "../go-regexp.ts";

/** What the middlewares of a router do that matters to TLS. */
export interface MiddlewareEffects {
  readonly redirects: readonly RedirectRule[];
  readonly legs: readonly Leg[];
  /** Why the router is not built. */
  readonly missing: Cause | null;
}

const NO_EFFECTS: MiddlewareEffects = { redirects: [], legs: [], missing: null };

/** A middleware as somebody refers to it. */
export interface MiddlewareReference {
  readonly reference: Reference;
  readonly by: Cause;
}

/** Chains may name each other; deeper ones are a circle, which Traefik refuses too. */
const DEEPEST = 10;

/** Effects of middlewares in their order. Source: BuildMiddlewareChain in pkg/server/middleware/middlewares.go. */
export function middlewareEffects(
  by: Referrer,
  references: readonly MiddlewareReference[],
  depth = 0,
): MiddlewareEffects {
  const redirects: RedirectRule[] = [];
  const legs: Leg[] = [];
  for (const { reference, by: cause } of references) {
    if (reference.state === "missing" || reference.state === "refused") {
      return { ...NO_EFFECTS, missing: { ...cause, fact: FACTS.middlewareMissing } };
    }
    if (reference.state === "unknown") continue;
    const made = effectsOf(by, reference.object, cause, depth);
    if (made.missing !== null) return made;
    redirects.push(...made.redirects);
    legs.push(...made.legs);
  }
  return { redirects, legs, missing: null };
}

function effectsOf(by: Referrer, middleware: KubeObject, cause: Cause, depth: number): MiddlewareEffects {
  const broken = (path: FieldPath): MiddlewareEffects => ({
    ...NO_EFFECTS,
    missing: { ...cause, fact: FACTS.middlewareBroken, object: middleware, at: path },
  });
  const types = Object.keys(fields(middleware.body, "spec")).filter(
    (type) => at(middleware.body, "spec", type) !== null,
  );
  if (types.length !== 1) return broken(["spec"]);
  const unreadable = brokenField(by, middleware);
  if (unreadable !== null || depth > DEEPEST) return broken(unreadable ?? ["spec"]);
  const chained = list(middleware.body, "spec", "chain", "middlewares");
  if (chained.length > 0) {
    const references = chained.map((item, index) => ({
      reference: referenceOfResource(
        by,
        "Middleware",
        middleware.namespace ?? "default",
        text(item, "namespace"),
        text(item, "name") ?? "",
      ),
      by: { fact: FACTS.middlewareRedirect, object: middleware, at: ["spec", "chain", "middlewares", index] },
    }));
    return middlewareEffects(by, references, depth + 1);
  }
  const redirect = redirectOf(middleware);
  if (redirect === "invalid") return broken(["spec", "redirectRegex", "regex"]);
  const auth = text(middleware.body, "spec", "forwardAuth", "address");
  return {
    redirects: redirect === null ? [] : [redirect],
    legs: [
      ...(auth === undefined ? [] : [authLeg(by, middleware, auth)]),
      ...(isFields(at(middleware.body, "spec", "errors")) ? [errorsLeg(middleware)] : []),
    ],
    missing: null,
  };
}

/** What a middleware needs and does not have: then it is not in the configuration. Source: create…Middleware in crd/kubernetes.go. */
function brokenField({ world, hasPlugin }: Referrer, middleware: KubeObject): FieldPath | null {
  const namespace = middleware.namespace ?? "default";
  const hasSecret = (name: string): boolean => world.inventory.secret(namespace, name).state !== "missing";
  for (const [type, key] of [
    ["basicAuth", "secret"],
    ["digestAuth", "secret"],
  ] as const) {
    const spec = at(middleware.body, "spec", type);
    if (isFields(spec) && !hasSecret(text(spec, key) ?? "")) return ["spec", type, key];
  }
  for (const key of ["caSecret", "certSecret"]) {
    const name = text(middleware.body, "spec", "forwardAuth", "tls", key);
    if (name !== undefined && name !== "" && !hasSecret(name)) return ["spec", "forwardAuth", "tls", key];
  }
  const pages = fields(middleware.body, "spec", "errors", "service");
  const service = text(pages, "name");
  if (service !== undefined && (text(pages, "kind") ?? "Service") === "Service" && !service.includes("@")) {
    const found = world.inventory.service(text(pages, "namespace") ?? namespace, service);
    if (found === undefined && world.inventory.whole) return ["spec", "errors", "service"];
  }
  for (const type of ["ipAllowList", "ipWhiteList"]) {
    const ranges = texts(middleware.body, "spec", type, "sourceRange");
    if (ranges.some((range) => !isRange(range))) return ["spec", type, "sourceRange"];
  }
  const plugin = Object.keys(fields(middleware.body, "spec", "plugin"))[0];
  if (plugin !== undefined && !hasPlugin(plugin)) return ["spec", "plugin"];
  const scheme = at(middleware.body, "spec", "redirectScheme");
  return isFields(scheme) && (text(scheme, "scheme") ?? "") === "" ? ["spec", "redirectScheme", "scheme"] : null;
}

function redirectOf(middleware: KubeObject): RedirectRule | "invalid" | null {
  const here = (path: FieldPath): Cause => ({ fact: FACTS.middlewareRedirect, object: middleware, at: path });
  const scheme = fields(middleware.body, "spec", "redirectScheme");
  if (typeof scheme["scheme"] === "string") {
    return {
      kind: "scheme",
      scheme: scheme["scheme"],
      port: text(scheme, "port") ?? "",
      status: flag(scheme, "permanent") === true ? 301 : 302,
      cause: here(["spec", "redirectScheme"]),
    };
  }
  const regex = fields(middleware.body, "spec", "redirectRegex");
  const [source, replacement] = [text(regex, "regex"), text(regex, "replacement")];
  if (source === undefined || replacement === undefined) return null;
  const pattern = goRegExp(source);
  if (pattern === "invalid") return "invalid";
  return {
    kind: "regex",
    pattern: pattern === "unknown" ? null : pattern,
    source,
    replacement,
    status: flag(regex, "permanent") === true ? 301 : 302,
    cause: here(["spec", "redirectRegex"]),
  };
}

/** What the first redirect answers that applies to a request; null where none does. Source: pkg/middlewares/redirect. */
export function redirectFor(rules: readonly RedirectRule[], tls: boolean, host: string, path: string): Redirect | null {
  const name =
    host === "*" || /[^\w.-]/.test(host.replace(/^\*\./, "")) ? "any.invalid" : host.replace(/^\*\./, "any.");
  const url = `${tls ? "https" : "http"}://${name}${path}`;
  for (const rule of rules) {
    if (rule.kind === "always") {
      const scheme = rule.scheme ?? (tls ? "https" : "http");
      const elsewhere = rule.hostname !== null && rule.hostname !== host;
      return {
        status: rule.status,
        to: elsewhere ? "other" : scheme === "https" ? "https" : "http",
        cause: rule.cause,
      };
    }
    const target = targetOf(rule, tls, name, path, url);
    if (target === null || target === url) continue;
    const to = /^https:/i.test(target) ? "https" : /^http:/i.test(target) ? "http" : "other";
    return { status: rule.status, to, cause: rule.cause };
  }
  return null;
}

function targetOf(
  rule: Exclude<RedirectRule, { kind: "always" }>,
  tls: boolean,
  host: string,
  path: string,
  url: string,
): string | null {
  if (rule.kind === "root") return path === "/" ? rule.target : null;
  if (rule.kind === "scheme") {
    const usual = { http: "80", https: "443" }[rule.scheme] === rule.port || rule.port === "";
    return `${rule.scheme}://${host}${usual ? "" : `:${rule.port}`}${path}`;
  }
  if (rule.pattern !== null) return rule.pattern.test(url) ? goReplace(rule.pattern, url, rule.replacement) : null;
  const looksPlain = /^\^?\(?http:/.test(rule.source);
  return looksPlain && !tls && rule.replacement.startsWith("https:") ? rule.replacement : null;
}

function authLeg({ world }: Referrer, middleware: KubeObject, address: string): Leg {
  const secure = /^https:/i.test(address);
  const tls = fields(middleware.body, "spec", "forwardAuth", "tls");
  const skip = tls["insecureSkipVerify"] === true;
  const client = typeof tls["certSecret"] === "string" && tls["certSecret"] !== "";
  const cause: Cause = { fact: FACTS.forwardAuth, object: middleware, at: ["spec", "forwardAuth", "address"] };
  const place = placeOf(address);
  const roots = typeof tls["caSecret"] === "string" && tls["caSecret"] !== "";
  const inCluster = place.kind === "service" && world.inventory.whole;
  return {
    role: "auth",
    place,
    protection: !secure ? "plaintext" : skip ? "tls-unverified" : client ? "mtls" : "tls-verified",
    causes: [cause],
    assumptions: [],
    breaks:
      secure && !skip && !roots && inCluster
        ? "without caSecret the system roots are used, which sign no pod's certificate"
        : null,
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

/** The place that an address in a setting names: a Service of the cluster where it looks like one. */
export function placeOf(address: string): Leg["place"] {
  const match = /^(\w+):\/\/([^/:?]+)(?::(\d+))?/.exec(address);
  const host = match?.[2] ?? address;
  const port = match?.[3] === undefined ? (/^https/i.test(address) ? 443 : 80) : Number(match[3]);
  const service = /^([^.]+)\.([^.]+)(?:\.svc(?:\.cluster\.local)?)?$/.exec(host);
  if (service === null) return { kind: "external", name: host, namespace: null, port };
  return { kind: "service", name: service[1] ?? "", namespace: service[2] ?? "", port };
}

/** Middlewares of a custom resource's field. */
export function resourceMiddlewares(
  by: Referrer,
  object: KubeObject,
  namespace: string,
  items: readonly unknown[],
  where: FieldPath,
): { readonly references: readonly MiddlewareReference[]; readonly refused: Cause | null } {
  const references = items.map((item, place) => ({
    reference: referenceOfResource(by, "Middleware", namespace, text(item, "namespace"), text(item, "name") ?? ""),
    by: { fact: FACTS.middlewareRedirect, object, at: [...where, place] },
  }));
  const refused = references.find(({ reference }) => reference.state === "refused");
  return { references, refused: refused === undefined ? null : { ...refused.by, fact: FACTS.crossNamespace } };
}
