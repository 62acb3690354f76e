import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, fields, integer, isFields, list, text, texts } from "../../model/read.ts";
import type { HopRole } from "../../model/words.ts";
import type { Cause, Leg, Router, RouterTls } from "./dynamic.ts";
import { FACTS } from "./facts.ts";
import { findMiddleware, middlewareByReference, middlewareEffects } from "./middlewares.ts";
import { parseRule } from "./rules.ts";
import { isTlsPort, servicePort } from "./services.ts";
import { entryPointAssumptions, entryPointNames, httpLeg, type TraefikWorld } from "./traefik-world.ts";
import { defaultTransport, findTransport, transportTls } from "./transports.ts";

/** Routers of an IngressRoute. Source: pkg/provider/kubernetes/crd/kubernetes_http.go. */
export function routeRouters(traefik: TraefikWorld, object: KubeObject): Router[] {
  const namespace = object.namespace ?? "default";
  const points = entryPointNames(traefik, texts(object.body, "spec", "entryPoints"));
  const tls = routeTls(object);
  const noPoint: Cause | null =
    points.length > 0 ? null : { fact: FACTS.entryPointUnknown, object, at: ["spec", "entryPoints"] };
  const options = optionsReference(traefik, object, tls);
  return list(object.body, "spec", "routes").flatMap((route, index) => {
    const here: FieldPath = ["spec", "routes", index];
    const rule = text(route, "match") ?? "";
    const parsed = parseRule(rule);
    const effects = middlewareEffects(
      traefik.world,
      list(route, "middlewares").map((item, place) =>
        reference(traefik, object, item, [...here, "middlewares", place]),
      ),
    );
    const crossed = crossesNamespace(traefik, namespace, list(route, "middlewares"), object, [...here, "middlewares"]);
    const backends = list(route, "services").map((service, place) =>
      serviceLegs(traefik, object, service, [...here, "services", place], "backend", 0),
    );
    const stated = integer(route, "priority") ?? 0;
    const dropped =
      options.refused ??
      crossed ??
      (parsed === null ? { fact: FACTS.ruleInvalid, object, at: [...here, "match"] } : null) ??
      noPoint ??
      effects.missing ??
      backends.find((item) => item.missing !== null)?.missing ??
      null;
    const matches = parsed?.matches ?? [
      { host: "*", literal: false, path: "/", pathType: "Prefix" as const, narrowed: true },
    ];
    return matches.map(
      (match): Router => ({
        object,
        at: here,
        match,
        priority: stated > 0 ? stated : rule.length,
        entryPoints: points,
        tls: tls === null ? null : { ...tls, options: options.id },
        redirect: effects.redirect,
        legs: [...backends.flatMap((item) => item.legs), ...effects.legs],
        dropped,
        asked: {
          https: tls !== null,
          backendTls: list(route, "services").some((service) => text(service, "scheme") === "https"),
          clientCertificate: options.id !== null,
        },
        assumptions: entryPointAssumptions(traefik, texts(object.body, "spec", "entryPoints")),
        declared: true,
      }),
    );
  });
}

/** Any object counts, `{}` too. */
export function routeTls(object: KubeObject): RouterTls | null {
  const tls = at(object.body, "spec", "tls");
  if (!isFields(tls)) return null;
  return { options: null, resolver: text(tls, "certResolver") || null, object, at: ["spec", "tls"] };
}

/** `spec.tls.options`: a TLSOption of the own namespace, or of another where that is allowed. */
export function optionsReference(
  traefik: TraefikWorld,
  object: KubeObject,
  tls: RouterTls | null,
): { readonly id: string | null; readonly refused: Cause | null } {
  const name = text(object.body, "spec", "tls", "options", "name");
  if (tls === null || name === undefined || name === "") return { id: null, refused: null };
  if (name === "default" || name.includes("@")) return { id: name === "default" ? null : name, refused: null };
  const own = object.namespace ?? "default";
  const namespace = text(object.body, "spec", "tls", "options", "namespace") || own;
  if (namespace !== own && !traefik.crdOptions.crossNamespace) {
    return { id: null, refused: { fact: FACTS.crossNamespace, object, at: ["spec", "tls", "options"] } };
  }
  return { id: `${namespace}-${name}@kubernetescrd`, refused: null };
}

function reference(traefik: TraefikWorld, object: KubeObject, item: unknown, where: FieldPath) {
  const name = text(item, "name") ?? "";
  const namespace = text(item, "namespace") ?? object.namespace ?? "default";
  const middleware = name.includes("@")
    ? middlewareByReference(traefik.world, name)
    : findMiddleware(traefik.world, namespace, name);
  return { middleware, by: { fact: FACTS.middlewareRedirect, object, at: where } };
}

function crossesNamespace(
  traefik: TraefikWorld,
  namespace: string,
  references: readonly unknown[],
  object: KubeObject,
  where: FieldPath,
): Cause | null {
  if (traefik.crdOptions.crossNamespace) return null;
  const other = references.findIndex((item) => (text(item, "namespace") ?? namespace) !== namespace);
  return other < 0 ? null : { fact: FACTS.crossNamespace, object, at: [...where, other, "namespace"] };
}

interface Legs {
  readonly legs: readonly Leg[];
  readonly missing: Cause | null;
}

/** Services nest: a TraefikService may weigh or mirror others. */
function serviceLegs(
  traefik: TraefikWorld,
  object: KubeObject,
  service: unknown,
  where: FieldPath,
  role: HopRole,
  depth: number,
): Legs {
  const own = object.namespace ?? "default";
  const namespace = text(service, "namespace") ?? own;
  const by: Cause = { fact: FACTS.serviceMissing, object, at: where };
  if (namespace !== own && !traefik.crdOptions.crossNamespace) {
    return { legs: [], missing: { fact: FACTS.crossNamespace, object, at: [...where, "namespace"] } };
  }
  if (text(service, "kind") === "TraefikService" && text(service, "name")?.endsWith("@internal") !== true) {
    if (depth > 10) return { legs: [], missing: by };
    return composed(traefik, namespace, text(service, "name") ?? "", by, role, depth);
  }
  // Services that Traefik brings itself, such as api@internal.
  if (text(service, "name")?.endsWith("@internal") === true) return { legs: [], missing: null };
  const port = integer(service, "port") ?? text(service, "port") ?? null;
  const found = servicePort(
    traefik.world,
    namespace,
    { service: text(service, "name") ?? "", port, at: where },
    traefik.crdOptions,
    by,
  );
  const scheme = text(service, "scheme");
  if (scheme !== undefined && !["http", "https", "h2c", ""].includes(scheme)) {
    return { legs: [], missing: { ...by, at: [...where, "scheme"] } };
  }
  const dialsTls = scheme === undefined || scheme === "" ? isTlsPort(found) : scheme === "https";
  const cause: Cause =
    scheme === undefined || scheme === ""
      ? { fact: dialsTls ? FACTS.tlsByPort : FACTS.clearByDefault, object, at: [...where, "port"] }
      : { fact: dialsTls ? FACTS.tlsByScheme : FACTS.clearByDefault, object, at: [...where, "scheme"] };
  const name = text(service, "serversTransport");
  const transport = name === undefined || name === "" ? null : transportOf(traefik, namespace, name);
  const missing: Cause | null =
    transport === undefined && (traefik.world.inventory.whole || name?.includes("@") === true)
      ? { fact: FACTS.transportMissing, object, at: [...where, "serversTransport"] }
      : null;
  const tls = !dialsTls
    ? null
    : transport == null
      ? defaultTransport(traefik.config, cause, found.external)
      : transportTls(traefik.world, transport, traefik.config, found.external);
  return { legs: [httpLeg(role, found, tls, cause)], missing: found.missing ?? missing };
}

/** The provider's own reference form is refused here, even for the own namespace. */
function transportOf(traefik: TraefikWorld, namespace: string, name: string): KubeObject | undefined {
  return name.includes("@") ? undefined : findTransport(traefik.world, "http", namespace, name);
}

function composed(
  traefik: TraefikWorld,
  namespace: string,
  name: string,
  by: Cause,
  role: HopRole,
  depth: number,
): Legs {
  const { inventory } = traefik.world;
  const found =
    inventory.find("TraefikService.traefik.io", namespace, name) ??
    inventory.find("TraefikService.traefik.containo.us", namespace, name);
  if (found === undefined) {
    if (inventory.whole || name.includes("@")) return { legs: [], missing: by };
    return { legs: [], missing: null };
  }
  const weighted = list(found.body, "spec", "weighted", "services").map((item, index) =>
    serviceLegs(traefik, found, item, ["spec", "weighted", "services", index], role, depth + 1),
  );
  const mirroring = fields(found.body, "spec", "mirroring");
  const main =
    text(mirroring, "name") === undefined
      ? []
      : [serviceLegs(traefik, found, mirroring, ["spec", "mirroring"], role, depth + 1)];
  const mirrors = list(mirroring, "mirrors").map((item, index) =>
    serviceLegs(traefik, found, item, ["spec", "mirroring", "mirrors", index], "mirror", depth + 1),
  );
  const parts = [...weighted, ...main, ...mirrors];
  return {
    legs: parts.flatMap((part) => part.legs),
    missing: parts.find((part) => part.missing !== null)?.missing ?? (parts.length === 0 ? by : null),
  };
}
