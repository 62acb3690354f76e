import { assumption } from "../../../model/evidence.ts";
import type { Cause } from "../../gateway-api/cause.ts";
import { granted } from "../../gateway-api/grants.ts";
import { namespaceOf } from "../../gateway-api/kinds.ts";
import type { BackendRef } from "../../gateway-api/references.ts";
import type { GatewayRoute, RouteRule } from "../../gateway-api/routes.ts";
import { traefikService } from "../crd-provider.ts";
import type { Leg, RedirectRule } from "../dynamic.ts";
import { FACTS } from "../facts.ts";
import { middlewareEffects } from "../middlewares.ts";
import { referenceOfResource } from "../references.ts";
import type { TraefikWorld } from "../traefik-world.ts";

/** Source: loadMiddlewares, loadGRPCMiddlewares. Redirects and ExtensionRefs stand apart. */
const SUPPORTED: Readonly<Record<string, readonly string[]>> = {
  HTTPRoute: ["RequestHeaderModifier", "ResponseHeaderModifier", "URLRewrite"],
  GRPCRoute: ["RequestHeaderModifier"],
};

/** What the filters of a rule make of its router. */
interface FilterEffects {
  readonly redirects: readonly RedirectRule[];
  /** Requests to who is asked first, and for error pages. */
  readonly legs: readonly Leg[];
  /** A filter that is not supported: every request gets 500. */
  readonly failed: Cause | null;
  /** A middleware that the configuration does not have: the router is not built. */
  readonly missing: Cause | null;
}

export function filterEffects(traefik: TraefikWorld, route: GatewayRoute, rule: RouteRule): FilterEffects {
  const redirects: RedirectRule[] = [];
  const legs: Leg[] = [];
  const none = { redirects, legs, failed: null, missing: null };
  let missing: Cause | null = null;
  for (const filter of rule.filters) {
    const by: Cause = { fact: FACTS.gatewayFilter, object: route.object, at: filter.at };
    if (filter.type === "redirect" && route.kind === "HTTPRoute") {
      const { scheme, hostname, status } = filter;
      redirects.push({ kind: "always", scheme, hostname, status, cause: { ...by, fact: FACTS.gatewayRedirect } });
      continue;
    }
    if (filter.type !== "other") return { ...none, failed: by };
    const { extension } = filter;
    if (extension === null) {
      if (!SUPPORTED[route.kind]?.includes(filter.name)) return { ...none, failed: by };
      continue;
    }
    const isMiddleware = extension.group === "traefik.io" && extension.kind === "Middleware";
    if (!isMiddleware || !traefik.referrer.crdProvider) return { ...none, failed: by };
    const own = namespaceOf(route.object);
    const reference = referenceOfResource(traefik.referrer, "Middleware", own, undefined, extension.name);
    const effects = middlewareEffects(traefik.referrer, [{ reference, by: { ...by, fact: FACTS.gatewayMiddleware } }]);
    missing ??= effects.missing;
    redirects.push(...effects.redirects);
    legs.push(...effects.legs);
  }
  return { redirects, legs, failed: null, missing };
}

/** Whether the custom resources' provider answers for a reference. Source: loadHTTPBackendRef. */
export function isExtension(traefik: TraefikWorld, route: GatewayRoute, ref: BackendRef): boolean {
  const served = ref.kind === "TraefikService" && ref.group === "traefik.io" && route.kind === "HTTPRoute";
  return served && traefik.referrer.crdProvider && granted(traefik.world, route.object, ref) !== "no";
}

/** Where the TraefikServices of a rule lead; `broken` where one of them cannot be built, and with it the router. */
export function extensionLegs(
  traefik: TraefikWorld,
  route: GatewayRoute,
  refs: readonly BackendRef[],
): { readonly legs: readonly Leg[]; readonly broken: Cause | null } {
  const legs: Leg[] = [];
  let broken: Cause | null = null;
  for (const ref of refs) {
    const by: Cause = { fact: FACTS.gatewayTraefikService, object: route.object, at: ref.at };
    // Services that Traefik brings itself, such as api@internal.
    if (ref.name.endsWith("@internal")) continue;
    if (ref.name.includes("@")) {
      legs.push(ofAnotherProvider(ref, by));
      continue;
    }
    const found = traefikService(traefik, ref.namespace, ref.name, by);
    legs.push(...found.legs);
    broken ??= found.left ?? found.broken;
  }
  return { legs, broken };
}

function ofAnotherProvider({ name }: BackendRef, cause: Cause): Leg {
  const what = `service ${name} of Traefik's configuration`;
  return {
    role: "backend",
    place: { kind: "external", name, namespace: null, port: null },
    protection: "unknown",
    causes: [cause],
    assumptions: [assumption(what, "nothing: the verdict is unknown", "look at the provider that it names")],
    breaks: null,
    notInForce: null,
  };
}
