import type { Location, Server } from "./servers.ts";
import { hasEndpoints, type Upstreams } from "./upstreams.ts";

/**
 * Upstreams that are asked by TLS whatever backend-protocol says: passthrough of a host marks the upstream of its path
 * `/` where the location has a default-backend Service and would use it, for custom-http-errors or for want of
 * endpoints. It takes no flag, and every location with that upstream is concerned.
 * Source: controller.go getBackendServers (isHTTPSfrom), template.go buildProxyPass.
 */
export function dialledByTls(
  servers: ReadonlyMap<string, Server>,
  upstreams: Upstreams,
): ReadonlyMap<string, Location> {
  const found = new Map<string, Location>();
  for (const server of servers.values()) {
    if (server.passthrough === null) continue;
    for (const location of server.locations) {
      const { owner, upstream } = location;
      if (location.path !== "/" || owner?.defaultBackend == null || upstream === null) continue;
      if (upstreams.named(owner.namespace, owner.defaultBackend.value) === null) continue;
      if (!hasEndpoints(upstream) || owner.customErrors !== null) found.set(upstream.key, location);
    }
  }
  return found;
}
