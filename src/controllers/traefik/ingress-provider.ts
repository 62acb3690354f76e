import { annotations, list, text } from "../../model/read.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { type BackendRef, type IngressRule, ingressRules } from "../ingress.ts";
import { type Decoded, decode, listed, PREFIX, type Setting } from "./decode.ts";
import type { Cause, Leg, Router, RouterTls } from "./dynamic.ts";
import { FACTS } from "./facts.ts";
import { type MiddlewareReference, middlewareEffects } from "./middlewares.ts";
import { qualified } from "./references.ts";
import type { RuleMatch } from "./rules.ts";
import { dialledBy, isTlsPort, type ServicePort, servicePort } from "./services.ts";
import { entryPointAssumptions, entryPointNames, httpLeg, type TraefikWorld } from "./traefik-world.ts";
import { transportLeg } from "./transports.ts";

/** Lowest of all: a default backend answers what nobody else does. */
export const LAST = -(2 ** 31);

/**
 * Routers of an Ingress. Source: pkg/provider/kubernetes/ingress/kubernetes.go, annotations.go.
 * @param hasDefault another Ingress has the default backend already: there is one for all
 */
export function ingressRouters(traefik: TraefikWorld, ingress: KubeObject, hasDefault: boolean): Router[] {
  const decoded = decode(ingress, "router");
  const { settings } = decoded;
  const setting = (name: string): Setting | undefined => settings.get(`router.${name}`);
  const points = listed(setting("entrypoints"));
  const entryPoints = entryPointNames(traefik, points);
  const where: FieldPath = setting("entrypoints")?.at ?? ["spec"];
  const noPoint: Cause | null =
    entryPoints.length === 0 ? { fact: FACTS.entryPointUnknown, object: ingress, at: where } : null;
  const middlewares = annotationMiddlewares(traefik, ingress, setting("middlewares"));
  const tls = routerTls(settings, ingress);
  const refused =
    refusal(ingress) ?? undecodable(ingress, decoded) ?? foreign(traefik, "kubernetesingress", ingress, settings);
  const stated = Number(setting("priority")?.value ?? "0");
  return ingressRules(ingress).flatMap((rule) => {
    // Beside rules the default backend is not read at all.
    if (rule.isDefault && list(ingress.body, "spec", "rules").length > 0) return [];
    const matched = matchOf(traefik, ingress, rule, setting("pathmatcher")?.value, setting("rulesyntax")?.value);
    const target = backendOf(traefik, ingress, rule.backend, rule.at);
    const effects = middlewareEffects(traefik.referrer, [...middlewares, ...target.middlewares]);
    // What the provider leaves out is not in the configuration at all; the rest is, and cannot be built.
    const second: Cause = { fact: FACTS.defaultTaken, object: ingress, at: rule.at };
    const left = refused ?? matched.invalid ?? target.missing ?? (rule.isDefault && hasDefault ? second : null);
    return [
      {
        object: ingress,
        at: rule.at,
        match: matched.match,
        domains: rule.host === "*" ? [] : [rule.host.toLowerCase()],
        priority: rule.isDefault ? LAST : stated === 0 ? matched.length : stated,
        entryPoints,
        tls,
        redirects: effects.redirects,
        legs: [...target.legs, ...effects.legs],
        dropped: left ?? noPoint ?? effects.missing ?? target.broken ?? matched.empty,
        configured: left === null && matched.empty === null,
        ...(target.empty ? { status: 503 } : {}),
        asked: {
          https: list(ingress.body, "spec", "tls").length > 0 || tls !== null,
          backendTls: target.asksTls,
          clientCertificate: tls?.options != null && tls.options !== "default",
        },
        assumptions: entryPointAssumptions(traefik, points),
        declared: true,
      },
    ];
  });
}

interface Matched {
  readonly match: RuleMatch;
  /** The length of the rule, which is its priority. */
  readonly length: number;
  readonly invalid: Cause | null;
  readonly empty: Cause | null;
}

/** The rule that loadRouter writes. */
function matchOf(
  traefik: TraefikWorld,
  ingress: KubeObject,
  rule: IngressRule,
  pathMatcher: string | undefined,
  syntax: string | undefined,
): Matched {
  const stated = rule.pathType === "ImplementationSpecific" ? pathMatcher || "PathPrefix" : "PathPrefix";
  const matcher = rule.pathType === "Exact" ? "Path" : stated;
  const at: FieldPath = rule.at;
  const byElements = traefik.config.flag("providers.kubernetesingress.strictprefixmatching");
  const v2 = (syntax || traefik.config.text("core.defaultrulesyntax") || "") === "v2";
  const host =
    rule.host === "*" ? [] : [v2 && rule.host.startsWith("*.") ? wildcardV2(rule.host) : `Host("${rule.host}")`];
  const path = (text(ingress.body, ...rule.at, "path") ?? "") === "" ? [] : [`${matcher}("${rule.path}")`];
  const written = [...host, ...path].join(" && ");
  const cause: Cause = { fact: FACTS.ruleInvalid, object: ingress, at };
  return {
    match: {
      host: rule.host.toLowerCase(),
      literal: rule.host !== "*" && !rule.host.startsWith("*."),
      path: rule.path === "" ? "/" : rule.path,
      pathType: matcher === "Path" ? "Exact" : matcher === "PathRegexp" ? "Regex" : "Prefix",
      byElements,
      narrowed: false,
    },
    length: written.length,
    invalid: /^(?:Path|PathPrefix|PathRegexp)$/.test(matcher) ? null : cause,
    empty: written === "" && !rule.isDefault ? cause : null,
  };
}

function wildcardV2(host: string): string {
  return `HostRegexp("${host.replace("*.", "{subdomain:[a-zA-Z0-9-]+}.")}")`;
}

function refusal(ingress: KubeObject): Cause | null {
  const found = ingress.refused?.[0];
  if (found === undefined) return null;
  return {
    fact: FACTS.annotationUnknown,
    object: ingress,
    at: found.path,
    text: `The API server refuses this object: ${found.reason}.`,
  };
}

function undecodable(object: KubeObject, { failure }: Decoded): Cause | null {
  if (failure === null) return null;
  return {
    fact: FACTS.annotationUnknown,
    object,
    at: failure.at,
    text: `${FACTS.annotationUnknown.text} ${failure.why.charAt(0).toUpperCase()}${failure.why.slice(1)}.`,
  };
}

/** References to what other providers hold may be restricted to some namespaces. */
function foreign(
  traefik: TraefikWorld,
  provider: string,
  ingress: KubeObject,
  settings: ReadonlyMap<string, Setting>,
): Cause | null {
  const key = `providers.${provider}.crossprovidernamespaces`;
  const allowed = traefik.config.get(key) === null ? null : traefik.config.list(key);
  if (allowed === null || allowed.includes(ingress.namespace ?? "default")) return null;
  const reference = settings.get("router.middlewares") ?? settings.get("router.tls.options");
  if (reference === undefined || reference.value === "") return null;
  return { fact: FACTS.crossProvider, object: ingress, at: reference.at };
}

function annotationMiddlewares(
  traefik: TraefikWorld,
  object: KubeObject,
  setting: Setting | undefined,
): MiddlewareReference[] {
  const at: FieldPath = setting?.at ?? ["spec"];
  return listed(setting).map((name) => ({
    reference: qualified(traefik.referrer, "Middleware", name),
    by: { fact: FACTS.middlewareRedirect, object, at },
  }));
}

/** On by `true` in any case, by an empty value, or by any key below it; another word switches it off. */
function routerTls(settings: ReadonlyMap<string, Setting>, ingress: KubeObject): RouterTls | null {
  const own = settings.get("router.tls");
  const child = [...settings].find(([key]) => key.startsWith("router.tls."))?.[1];
  if (own !== undefined ? !/^(?:true)?$/i.test(own.value) : child === undefined) return null;
  return {
    options: settings.get("router.tls.options")?.value || null,
    resolver: settings.get("router.tls.certresolver")?.value || null,
    object: ingress,
    at: own?.at ?? child?.at ?? ["spec"],
  };
}

interface Target {
  readonly legs: readonly Leg[];
  /** The provider leaves the path out. */
  readonly missing: Cause | null;
  /** The router is there and cannot be built. */
  readonly broken: Cause | null;
  readonly empty: boolean;
  readonly asksTls: boolean;
  readonly middlewares: readonly MiddlewareReference[];
}

function backendOf(traefik: TraefikWorld, ingress: KubeObject, backend: BackendRef | null, at: FieldPath): Target {
  const by: Cause = {
    fact: FACTS.serviceMissing,
    object: ingress,
    at: [...at, ...(backend === null ? [] : ["backend"])],
  };
  const nothing: Target = { legs: [], missing: by, broken: null, empty: false, asksTls: false, middlewares: [] };
  if (backend === null) return nothing;
  const namespace = ingress.namespace ?? "default";
  const service = traefik.world.inventory.service(namespace, backend.service);
  const decoded: Decoded = service === undefined ? { settings: new Map(), failure: null } : decode(service, "service");
  const setting = (name: string): Setting | undefined => decoded.settings.get(`service.${name}`);
  const native = setting("nativelb")?.value ?? (traefik.ingressOptions.nativeLb === true ? "true" : "false");
  const options = { ...traefik.ingressOptions, nativeLb: /^(?:1|t|true)$/i.test(native) };
  const found = servicePort(traefik.world, namespace, backend, options, by);
  const scheme = setting("serversscheme");
  const dialled = scheme === undefined || scheme.value === "" ? null : dialledBy(scheme.value);
  const cause = schemeCause(ingress, found, scheme, backend);
  const reference = setting("serverstransport");
  const asked = reference?.value ?? "";
  const transport =
    asked === "" || asked === "default@internal" ? null : qualified(traefik.referrer, "ServersTransport", asked);
  const leg = transportLeg(traefik, transport, cause, found.external);
  const unsupported: Cause = { fact: FACTS.schemeUnsupported, object: service ?? ingress, at: scheme?.at ?? by.at };
  const dialsTls = dialled === null ? isTlsPort(found) : dialled === "tls";
  const base = httpLeg("backend", found, dialsTls ? leg.tls : null, cause);
  return {
    legs: [dialled === "unsupported" ? { ...base, protection: "broken", causes: [unsupported], status: 500 } : base],
    missing: found.missing ?? (service === undefined ? null : undecodable(service, decoded)),
    broken:
      dialled === "invalid"
        ? unsupported
        : leg.missing
          ? { fact: FACTS.transportMissing, object: service ?? ingress, at: reference?.at ?? by.at }
          : null,
    empty: found.empty,
    asksTls: dialled === "tls",
    middlewares: service === undefined ? [] : annotationMiddlewares(traefik, service, setting("middlewares")),
  };
}

function schemeCause(ingress: KubeObject, found: ServicePort, scheme: Setting | undefined, backend: BackendRef): Cause {
  if (scheme !== undefined && scheme.value !== "") {
    const fact = dialledBy(scheme.value) === "tls" ? FACTS.tlsByScheme : FACTS.clearByDefault;
    return { fact, object: found.service, at: scheme.at };
  }
  const misplaced = Object.keys(annotations(ingress)).find((key) =>
    key.toLowerCase().startsWith(`${PREFIX}service.servers`),
  );
  if (misplaced !== undefined)
    return { fact: FACTS.onService, object: ingress, at: ["metadata", "annotations", misplaced] };
  const at: FieldPath = [...backend.at, "service", "port"];
  return { fact: isTlsPort(found) ? FACTS.tlsByPort : FACTS.clearByDefault, object: ingress, at };
}
