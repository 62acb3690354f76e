import type { BackendLeg } from "./backend.ts";
import { FACTS } from "./facts.ts";
import type { Cause } from "./parsed.ts";
import type { Location, Model } from "./servers.ts";
import type { NginxSettings } from "./settings.ts";

/** Locations that open TLS connections without verification, by the pods and port that they lead to. */
export type PoolIndex = ReadonlyMap<string, Location>;

/** Of several the last one; empty where connections to pods are not kept. */
export function unverifiedPools(model: Model, settings: NginxSettings): PoolIndex {
  const pools = new Map<string, Location>();
  if (settings.config("upstream-keepalive-connections")?.value === "0") return pools;
  for (const server of model.servers.values()) {
    const shared = server.proxySsl?.ca === true ? server.proxySsl : null;
    for (const location of server.locations) {
      const { owner, upstream } = location;
      if (owner === null || upstream === null || location.placeholder || owner.denied !== null) continue;
      if (owner.redirect !== null || !/^(?:HTTPS|AUTO_HTTP)$/i.test(owner.protocol.value)) continue;
      const source = owner.proxySsl.ca ? owner.proxySsl : shared;
      if (source?.verify.value !== true) pools.set(upstream.pool, location);
    }
  }
  return pools;
}

/** The location whose connections a verified one rides on; null where there is none. */
export function sharedWith(pools: PoolIndex, location: Location): Location | null {
  const other = pools.get(location.upstream?.pool ?? "");
  return other === undefined || other === location ? null : other;
}

/** A verified leg that may ride on connections which another location opened to anybody. */
export function undone(leg: BackendLeg, other: Location | null): BackendLeg {
  const verified = leg.protection === "tls-verified" || leg.protection === "mtls";
  if (!verified || other === null) return leg;
  return { ...leg, protection: "tls-unverified", causes: [keepaliveCause(other), ...leg.causes] };
}

export function keepaliveCause(other: Location): Cause {
  return { fact: FACTS.keepalive, object: other.owner?.ingress ?? null, at: other.owner?.protocol.at ?? [] };
}
