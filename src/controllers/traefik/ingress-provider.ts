import { annotations, list } from "../../model/read.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { type BackendRef, ingressRules } from "../ingress.ts";
import type { Cause, Leg, Router, RouterTls } from "./dynamic.ts";
import { FACTS } from "./facts.ts";
import { middlewareByReference, middlewareEffects } from "./middlewares.ts";
import type { RuleMatch } from "./rules.ts";
import { isTlsPort, PREFIX, serviceAnnotation, servicePort } from "./services.ts";
import { entryPointAssumptions, entryPointNames, httpLeg, type TraefikWorld } from "./traefik-world.ts";
import { defaultTransport, transportByReference, transportTls } from "./transports.ts";

/** Keys of `router.*` that the decoder knows; any other leaves the Ingress out. */
const ROUTER_KEYS =
  /^router\.(?:entrypoints|middlewares|priority|pathmatcher|rulesyntax|tls(?:\.(?:certresolver|options|domains(?:\..+|\[.+)?))?|observability(?:\..+)?)$/i;
const SERVICE_KEYS =
  /^service\.(?:nativelb|nodeportlb|serversscheme|serverstransport|passhostheader|strategy|sticky(?:\..+)?|healthcheck(?:\..+)?|middlewares)$/i;

/** Routers of an Ingress. Source: pkg/provider/kubernetes/ingress/kubernetes.go, annotations.go. */
export function ingressRouters(traefik: TraefikWorld, ingress: KubeObject): Router[] {
  const settings = routerSettings(ingress);
  const dropped = refusal(ingress) ?? unknownKey(ingress, "router.", ROUTER_KEYS, FACTS.annotationUnknown);
  const names = (settings.get("router.entrypoints")?.value ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const points = entryPointNames(traefik, names);
  const noPoint: Cause | null =
    points.length === 0
      ? { fact: FACTS.entryPointUnknown, object: ingress, at: settings.get("router.entrypoints")?.at ?? ["spec"] }
      : null;
  const references = (settings.get("router.middlewares")?.value ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const by: Cause = {
    fact: FACTS.middlewareRedirect,
    object: ingress,
    at: settings.get("router.middlewares")?.at ?? ["spec"],
  };
  const effects = middlewareEffects(
    traefik.world,
    references.map((name) => ({ middleware: middlewareByReference(traefik.world, name), by })),
  );
  const tls = routerTls(settings, ingress);
  const stated = Number(settings.get("router.priority")?.value ?? "0");
  return ingressRules(ingress).flatMap((rule) => {
    // Beside rules the default backend is not read at all.
    if (rule.isDefault && list(ingress.body, "spec", "rules").length > 0) return [];
    const target = backendOf(traefik, ingress, rule.backend, rule.at);
    const match: RuleMatch = {
      host: rule.host.toLowerCase(),
      literal: rule.host !== "*" && !rule.host.startsWith("*."),
      path: rule.path === "" ? "/" : rule.path,
      pathType: rule.pathType === "Exact" ? "Exact" : "Prefix",
      narrowed: false,
    };
    const length =
      (rule.host === "*" ? 0 : `Host(\`${rule.host}\`) && `.length) + `PathPrefix(\`${match.path}\`)`.length;
    return [
      {
        object: ingress,
        at: rule.at,
        match,
        priority: stated > 0 ? stated : rule.isDefault ? -1 : length,
        entryPoints: points,
        tls,
        redirect: effects.redirect,
        legs: [...target.legs, ...effects.legs],
        dropped: dropped ?? noPoint ?? effects.missing ?? target.missing,
        asked: {
          https: list(ingress.body, "spec", "tls").length > 0 || tls !== null,
          backendTls: target.asksTls,
          clientCertificate: tls?.options != null,
        },
        assumptions: entryPointAssumptions(traefik, names),
        declared: true,
      },
    ];
  });
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

interface Setting {
  readonly value: string;
  readonly at: FieldPath;
}

/** Annotations under the prefix, by key in lower case. */
function routerSettings(ingress: KubeObject): Map<string, Setting> {
  const found = new Map<string, Setting>();
  for (const [key, value] of Object.entries(annotations(ingress))) {
    if (!key.startsWith(PREFIX) || typeof value !== "string") continue;
    found.set(key.slice(PREFIX.length).toLowerCase(), { value, at: ["metadata", "annotations", key] });
  }
  return found;
}

function unknownKey(object: KubeObject, start: string, known: RegExp, fact: Cause["fact"]): Cause | null {
  for (const key of Object.keys(annotations(object))) {
    const name = key.startsWith(PREFIX) ? key.slice(PREFIX.length) : "";
    if (name.toLowerCase().startsWith(start) && !known.test(name))
      return { fact, object, at: ["metadata", "annotations", key] };
  }
  return null;
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
  readonly missing: Cause | null;
  readonly asksTls: boolean;
}

function backendOf(traefik: TraefikWorld, ingress: KubeObject, backend: BackendRef | null, at: FieldPath): Target {
  const by: Cause = {
    fact: FACTS.serviceMissing,
    object: ingress,
    at: [...at, ...(backend === null ? [] : ["backend"])],
  };
  if (backend === null) return { legs: [], missing: by, asksTls: false };
  const found = servicePort(traefik.world, ingress.namespace ?? "default", backend, traefik.ingressOptions, by);
  const unknown =
    found.service === null ? null : unknownKey(found.service, "service.", SERVICE_KEYS, FACTS.annotationUnknown);
  const scheme = serviceAnnotation(found.service, "serversscheme");
  const reference = serviceAnnotation(found.service, "serverstransport");
  const transport = reference === null ? null : (transportByReference(traefik.world, reference.value) ?? "missing");
  const missing: Cause | null =
    found.missing ??
    unknown ??
    (transport === "missing" && reference !== null && traefik.world.inventory.whole
      ? { fact: FACTS.transportMissing, object: found.service, at: ["metadata", "annotations", reference.key] }
      : null);
  const cause = schemeCause(ingress, found.service, scheme, backend, isTlsPort(found));
  const dialsTls = scheme === null ? isTlsPort(found) : scheme.value === "https";
  const tls = !dialsTls
    ? null
    : transport === null || transport === "missing"
      ? defaultTransport(traefik.config, cause, found.external)
      : transportTls(traefik.world, transport, traefik.config, found.external);
  return { legs: [httpLeg("backend", found, tls, cause)], missing, asksTls: scheme?.value === "https" };
}

function schemeCause(
  ingress: KubeObject,
  service: KubeObject | null,
  scheme: { readonly value: string; readonly key: string } | null,
  backend: BackendRef,
  tlsPort: boolean,
): Cause {
  if (scheme !== null) {
    const fact = scheme.value === "https" ? FACTS.tlsByScheme : FACTS.clearByDefault;
    return { fact, object: service, at: ["metadata", "annotations", scheme.key] };
  }
  const misplaced = Object.keys(annotations(ingress)).find((key) => key.startsWith(`${PREFIX}service.servers`));
  if (misplaced !== undefined)
    return { fact: FACTS.onService, object: ingress, at: ["metadata", "annotations", misplaced] };
  const at: FieldPath = [...backend.at, "service", "port"];
  return { fact: tlsPort ? FACTS.tlsByPort : FACTS.clearByDefault, object: ingress, at };
}
