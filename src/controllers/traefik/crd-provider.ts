import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, fields, flag, integer, isFields, list, text, texts } from "../../model/read.ts";
import type { HopRole } from "../../model/words.ts";
import type { Cause, Leg, Router, RouterTls } from "./dynamic.ts";
import { FACTS } from "./facts.ts";
import { type MiddlewareReference, middlewareEffects, resourceMiddlewares } from "./middlewares.ts";
import { customResource, normalize, referenceOfResource } from "./references.ts";
import { hostIn, parseRule, type RuleSyntax } from "./rules.ts";
import { isTlsPort, servicePort } from "./services.ts";
import { entryPointAssumptions, entryPointNames, httpLeg, type TraefikWorld } from "./traefik-world.ts";
import { transportLeg } from "./transports.ts";

/** Routers of an IngressRoute. Source: pkg/provider/kubernetes/crd/kubernetes_http.go. */
export function routeRouters(traefik: TraefikWorld, object: KubeObject): Router[] {
  const namespace = object.namespace ?? "default";
  const named = texts(object.body, "spec", "entryPoints");
  const points = entryPointNames(traefik, named);
  const tls = routeTls(object);
  const noPoint: Cause | null =
    points.length > 0 ? null : { fact: FACTS.entryPointUnknown, object, at: ["spec", "entryPoints"] };
  const options = optionsReference(traefik, object, tls);
  const routes = list(object.body, "spec", "routes");
  return routes.flatMap((route, index) => {
    const here: FieldPath = ["spec", "routes", index];
    const rule = text(route, "match") ?? "";
    const parsed = parseRule(rule, syntaxOf(traefik, route));
    const invalid: Cause = { fact: FACTS.ruleInvalid, object, at: [...here, "match"] };
    const own = resourceMiddlewares(traefik.referrer, object, namespace, list(route, "middlewares"), [
      ...here,
      "middlewares",
    ]);
    const services = list(route, "services");
    const backends = services.map((service, place) =>
      serviceLegs(traefik, object, service, [...here, "services", place], "backend", 0),
    );
    const effects = middlewareEffects(traefik.referrer, [
      ...own.references,
      ...backends.flatMap((item) => item.middlewares),
    ]);
    // Routers are named after their rule: of two with one rule, the later one is all that is left.
    const overridden = routes.slice(index + 1).some((later) => text(later, "match") === rule);
    const left =
      options.refused ??
      own.refused ??
      (overridden ? { fact: FACTS.ruleTwice, object, at: [...here, "match"] } : null) ??
      backends.find((item) => item.left !== null)?.left ??
      null;
    const stated = integer(route, "priority") ?? 0;
    const dropped =
      left ??
      (parsed?.builds === true ? null : invalid) ??
      (services.length === 0 ? { fact: FACTS.serviceMissing, object, at: here } : null) ??
      noPoint ??
      effects.missing ??
      backends.find((item) => item.broken !== null)?.broken ??
      null;
    const matches = parsed === null || parsed.matches.length === 0 ? [hostIn(rule)] : parsed.matches;
    return matches.map(
      (match): Router => ({
        object,
        at: here,
        match,
        domains: parsed?.domains ?? [],
        priority: stated === 0 ? rule.length : stated,
        entryPoints: points,
        tls: tls === null ? null : { ...tls, options: options.id },
        redirects: effects.redirects,
        legs: [...backends.flatMap((item) => item.legs), ...effects.legs],
        dropped,
        configured: left === null && parsed !== null,
        ...(backends.length > 0 && backends.every((item) => item.empty) ? { status: 503 } : {}),
        asked: {
          https: tls !== null,
          backendTls: services.some((service) => text(service, "scheme") === "https"),
          clientCertificate: options.id !== null,
        },
        assumptions: entryPointAssumptions(traefik, named),
        declared: true,
      }),
    );
  });
}

function syntaxOf({ config }: TraefikWorld, route: unknown): RuleSyntax {
  const stated = text(route, "syntax") || config.text("core.defaultrulesyntax") || "v3";
  return stated === "v2" ? "v2" : "v3";
}

/** Any object counts, `{}` too. */
export function routeTls(object: KubeObject): RouterTls | null {
  const tls = at(object.body, "spec", "tls");
  if (!isFields(tls)) return null;
  return { options: null, resolver: text(tls, "certResolver") || null, object, at: ["spec", "tls"] };
}

/**
 * `spec.tls.options`: a TLSOption of the own namespace, or of another where that is allowed. The one that is named
 * `default` cannot be named: it has no namespace in Traefik's configuration.
 */
export function optionsReference(
  traefik: TraefikWorld,
  object: KubeObject,
  tls: RouterTls | null,
): { readonly id: string | null; readonly refused: Cause | null } {
  const name = text(object.body, "spec", "tls", "options", "name") ?? "";
  if (tls === null || name === "") return { id: null, refused: null };
  const own = object.namespace ?? "default";
  const namespace = text(object.body, "spec", "tls", "options", "namespace") || own;
  const at: FieldPath = ["spec", "tls", "options"];
  const crossed = name.includes("@") ? name.endsWith("@kubernetescrd") : namespace !== own;
  if (crossed && !traefik.referrer.crossNamespace) {
    return { id: null, refused: { fact: FACTS.crossNamespace, object, at } };
  }
  return { id: name.includes("@") ? name : `${normalize(`${namespace}-${name}`)}@kubernetescrd`, refused: null };
}

interface Legs {
  readonly legs: readonly Leg[];
  /** The provider leaves the route out of the configuration. */
  readonly left: Cause | null;
  /** The route is in the configuration and cannot be built. */
  readonly broken: Cause | null;
  readonly empty: boolean;
  readonly middlewares: readonly MiddlewareReference[];
}

const NO_LEGS: Legs = { legs: [], left: null, broken: null, empty: false, middlewares: [] };

/** Services nest: a TraefikService may weigh or mirror others. Source: nameAndService, buildServersLB. */
function serviceLegs(
  traefik: TraefikWorld,
  object: KubeObject,
  service: unknown,
  where: FieldPath,
  role: HopRole,
  depth: number,
): Legs {
  const own = object.namespace ?? "default";
  const name = text(service, "name") ?? "";
  const namespace = text(service, "namespace") || own;
  const by: Cause = { fact: FACTS.serviceMissing, object, at: where };
  // Services that Traefik brings itself, such as api@internal.
  if (name.endsWith("@internal")) return NO_LEGS;
  const crossed = name.includes("@") ? name.endsWith("@kubernetescrd") : namespace !== own;
  if (crossed && !traefik.referrer.crossNamespace) {
    return { ...NO_LEGS, left: { fact: FACTS.crossNamespace, object, at: where } };
  }
  if (text(service, "kind") === "TraefikService") {
    if (depth > 10) return { ...NO_LEGS, broken: by };
    const id = name.includes("@") ? name.replace(/@kubernetescrd$/, "") : normalize(`${namespace}-${name}`);
    return composed(traefik, id, by, role, depth);
  }
  const native = flag(service, "nativeLB") ?? traefik.crdOptions.nativeLb === true;
  const reference = { service: name, port: portOf(service), at: where };
  const found = servicePort(traefik.world, namespace, reference, { ...traefik.crdOptions, nativeLb: native }, by);
  const scheme = text(service, "scheme") ?? "";
  if (!["", "http", "https", "h2c"].includes(scheme)) return { ...NO_LEGS, left: { ...by, at: [...where, "scheme"] } };
  const strategy = text(service, "strategy") ?? "";
  if (
    !["", "wrr", "p2c", "hrw", "leasttime", "RoundRobin"].includes(strategy) ||
    !["", "Service"].includes(text(service, "kind") ?? "")
  ) {
    return { ...NO_LEGS, left: { fact: FACTS.notAdmitted, object, at: where } };
  }
  if (isFields(at(service, "healthCheck")) && !found.external) {
    return { ...NO_LEGS, left: { fact: FACTS.healthCheck, object, at: [...where, "healthCheck"] } };
  }
  const dialsTls = scheme === "" ? isTlsPort(found) : scheme === "https";
  const cause: Cause =
    scheme === ""
      ? { fact: dialsTls ? FACTS.tlsByPort : FACTS.clearByDefault, object, at: [...where, "port"] }
      : { fact: dialsTls ? FACTS.tlsByScheme : FACTS.clearByDefault, object, at: [...where, "scheme"] };
  const transportName = text(service, "serversTransport") ?? "";
  const transport =
    transportName === ""
      ? null
      : referenceOfResource(traefik.referrer, "ServersTransport", namespace, undefined, transportName);
  const missing: Cause = { fact: FACTS.transportMissing, object, at: [...where, "serversTransport"] };
  const leg = transportLeg(traefik, transport, cause, found.external);
  const middlewares = resourceMiddlewares(traefik.referrer, object, namespace, list(service, "middlewares"), [
    ...where,
    "middlewares",
  ]);
  return {
    legs: [httpLeg(role, found, dialsTls ? leg.tls : null, cause)],
    left: found.missing ?? middlewares.refused ?? (transport?.state === "refused" ? missing : null),
    broken: leg.missing ? missing : null,
    empty: found.empty,
    middlewares: middlewares.references,
  };
}

/** A number is a number and a string is a name: `"80"` names no port 80. */
function portOf(service: unknown): number | string | null {
  return integer(service, "port") ?? text(service, "port") ?? null;
}

/** A TraefikService that another provider names. */
export function traefikService(traefik: TraefikWorld, namespace: string, name: string, by: Cause): Legs {
  return composed(traefik, normalize(`${namespace}-${name}`), by, "backend", 0);
}

/** What a TraefikService sends requests to. Source: buildTraefikService. */
function composed(traefik: TraefikWorld, id: string, by: Cause, role: HopRole, depth: number): Legs {
  const found = customResource(traefik.world, "TraefikService", id);
  if (found === undefined) return traefik.world.inventory.whole ? { ...NO_LEGS, broken: by } : NO_LEGS;
  const next = (item: unknown, at: FieldPath, as: HopRole): Legs =>
    serviceLegs(traefik, found, item, ["spec", ...at], as, depth + 1);
  const weighted = ["weighted", "highestRandomWeight"].flatMap((kind) =>
    list(found.body, "spec", kind, "services").map((item, index) => next(item, [kind, "services", index], role)),
  );
  const mirroring = fields(found.body, "spec", "mirroring");
  const main = text(mirroring, "name") === undefined ? [] : [next(mirroring, ["mirroring"], role)];
  const mirrors = list(mirroring, "mirrors").map((item, index) =>
    next(item, ["mirroring", "mirrors", index], "mirror"),
  );
  const failover = ["service", "fallback"]
    .filter((kind) => isFields(at(found.body, "spec", "failover", kind)))
    .map((kind) => next(at(found.body, "spec", "failover", kind), ["failover", kind], role));
  const parts = [...weighted, ...main, ...mirrors, ...failover];
  // A part that cannot be had takes the whole TraefikService out of the configuration: the router is there without it.
  const broken = parts.map((part) => part.left ?? part.broken).find((cause) => cause !== null) ?? null;
  return {
    legs: parts.flatMap((part) => part.legs),
    left: null,
    broken: broken ?? (parts.length === 0 ? by : null),
    empty: parts.length > 0 && parts.every((part) => part.empty),
    middlewares: parts.flatMap((part) => part.middlewares),
  };
}
