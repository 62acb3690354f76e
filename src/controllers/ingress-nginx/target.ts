import { backendLeg, type BackendLeg } from "./backend.ts";
import { FACTS } from "./facts.ts";
import type { ParsedIngress } from "./parsed.ts";
import { sharedWith, undone } from "./pools.ts";
import type { RouteWorld } from "./routes.ts";
import type { Declaration, Location, Server } from "./servers.ts";
import { hasEndpoints, type Upstream } from "./upstreams.ts";

export interface Target {
  readonly upstream: Upstream | null;
  readonly legs: { readonly http: BackendLeg; readonly https: BackendLeg };
}

/** The Service that gets a declaration's requests, and what they are protected by for clients of either scheme. */
export function targetOf(
  world: RouteWorld,
  declaration: Declaration,
  location: Location,
  owner: ParsedIngress,
  server: Server,
): Target {
  const { upstream, replaced } = serviceOf(world, declaration, location, owner);
  const mark = replaced || location.upstream === null ? undefined : world.dialledByTls.get(location.upstream.key);
  const other = replaced ? null : sharedWith(world.unverified, location);
  const leg = (scheme: "http" | "https"): BackendLeg =>
    reachable(
      upstream,
      undone(backendLeg(owner, server, world.settings, scheme, mark?.owner?.passthrough ?? null), other),
    );
  return { upstream, legs: { http: leg("http"), https: leg("https") } };
}

/** A canary's own, as long as its primary has endpoints; the default-backend while the path's own has none. */
function serviceOf(
  world: RouteWorld,
  { outcome, parsed, rule }: Declaration,
  location: Location,
  owner: ParsedIngress,
): { readonly upstream: Upstream | null; readonly replaced: boolean } {
  const { upstream } = location;
  const fallback =
    owner.defaultBackend === null || upstream === null || hasEndpoints(upstream)
      ? null
      : world.upstreams.named(owner.namespace, owner.defaultBackend.value);
  const replaced = fallback !== null && hasEndpoints(fallback);
  if (outcome === "canary" && rule.backend !== null && (replaced || (upstream !== null && hasEndpoints(upstream)))) {
    const own = `${parsed.namespace}|${rule.backend.service}|${rule.backend.port ?? ""}`;
    return { upstream: world.upstreams.get(own), replaced };
  }
  return { upstream: replaced ? fallback : upstream, replaced };
}

function reachable(upstream: Upstream | null, leg: BackendLeg): BackendLeg {
  if (upstream === null) return broken(404, { fact: FACTS.noService, object: null, at: [] });
  if (upstream.ready) return { ...leg, assumptions: [...leg.assumptions, ...upstream.assumptions] };
  if (upstream.portZero) return broken(502, { fact: FACTS.externalNamePort, object: upstream.service, at: [] });
  const fact = upstream.externalDisabled ? FACTS.externalNameDisabled : FACTS.noEndpoints;
  return broken(503, { fact, object: upstream.service, at: [] });
}

function broken(status: number, cause: BackendLeg["causes"][number]): BackendLeg {
  return { protection: "broken", status, refusesAll: true, causes: [cause], assumptions: [] };
}
