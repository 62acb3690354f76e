import type { IngressRule } from "../ingress.ts";
import { type Blocks, locationFor, winnerOf } from "./nginx-locations.ts";
import type { ParsedIngress } from "./parsed.ts";
import { CATCH_ALL, type Declaration, hostOf, hostsOf, type Location, type Server } from "./servers.ts";
import { type Upstreams, upstreamKey } from "./upstreams.ts";

/** The location that a declared path makes or takes. Source: controller.go getBackendServers. */
export function place(
  parsed: ParsedIngress,
  rule: IngressRule,
  servers: ReadonlyMap<string, Server>,
  upstreams: Upstreams,
): Declaration {
  if (rule.isDefault) return placeDefault(parsed, rule, servers);
  const host = hostOf(rule.host);
  const server = servers.get(host) ?? servers.get(CATCH_ALL) ?? null;
  const declared = { parsed, rule, host, server };
  if (rule.backend === null || server === null) return { ...declared, location: null, outcome: "no-service" };
  const upstream = upstreams.get(upstreamKey(parsed.namespace, rule.backend));
  // What a canary asked for first has no location of its own, whoever else names it.
  if (upstream.canaryOnly) {
    return { ...declared, location: null, outcome: parsed.canary.value ? "canary" : "canary-alone" };
  }
  const path = rule.path === "" ? "/" : rule.path;
  const pathType = rule.pathType === "ImplementationSpecific" ? "Prefix" : rule.pathType;
  const same = server.locations.find((item) => item.path === path);
  if (same !== undefined && same.pathType === pathType) {
    if (parsed.toOrFromWww.value && same.placeholder) server.redirectsToOrFromWww = true;
    if (!same.placeholder) return { ...declared, location: same, outcome: "shadowed" };
    same.placeholder = false;
    same.owner = parsed;
    same.upstream = upstream;
    return { ...declared, location: same, outcome: "serves" };
  }
  if (parsed.toOrFromWww.value) server.redirectsToOrFromWww = true;
  const location: Location = {
    path,
    pathType,
    placeholder: false,
    owner: parsed,
    upstream,
    canaries: [],
    catchAllBackend: false,
  };
  server.locations.push(location);
  return { ...declared, location, outcome: "serves" };
}

/** With rules beside it, the default backend serves what no path of its hosts does; alone, every other host. */
function placeDefault(parsed: ParsedIngress, rule: IngressRule, servers: ReadonlyMap<string, Server>): Declaration {
  const hosts = hostsOf(parsed.ingress);
  if (parsed.canary.value) {
    return { parsed, rule, host: CATCH_ALL, server: servers.get(CATCH_ALL) ?? null, location: null, outcome: "canary" };
  }
  if (hosts.length === 0) {
    const server = servers.get(CATCH_ALL) ?? null;
    const location = server?.locations[0] ?? null;
    const mine = location?.owner === parsed && location.catchAllBackend;
    return { parsed, rule, host: CATCH_ALL, server, location, outcome: mine ? "serves" : "shadowed" };
  }
  const host = hosts[0] ?? CATCH_ALL;
  const server = servers.get(host) ?? null;
  const root = server?.locations[0] ?? null;
  const outcome = root?.owner === parsed && root.placeholder ? "default-of-host" : "shadowed";
  return { parsed, rule, host, server, location: root, outcome };
}

/** Source: controller.go mergeAlternativeBackends. */
export function mergeCanary(item: Declaration, primaries: boolean): Declaration {
  const { rule, parsed, server } = item;
  const path = rule.path === "" ? "/" : rule.path;
  const own = server?.host === item.host ? server : null;
  const type = rule.pathType === "ImplementationSpecific" ? "Prefix" : rule.pathType;
  const location = own?.locations.find(
    (place) => !place.placeholder && (rule.isDefault || (place.path === path && place.pathType === type)),
  );
  if (!primaries || location === undefined) return { ...item, outcome: "canary-alone" };
  return { ...item, location, parsed };
}

/** What became of a declaration when all are placed: a younger or longer path may have taken what it asks for. */
export function settled(item: Declaration, blocks: ReadonlyMap<string, Blocks>): Declaration {
  const { location, server, outcome, parsed, rule } = item;
  if (server !== null && outcome === "canary-alone" && !parsed.canary.value) {
    const all = blocks.get(server.host);
    const other = all === undefined ? null : locationFor(all, rule.path);
    return other === null || other.placeholder ? item : { ...item, location: other, outcome: "outranked" };
  }
  if (location === null || server === null) return item;
  if (outcome === "default-of-host") return location.placeholder ? item : { ...item, outcome: "shadowed" };
  const all = outcome === "serves" ? blocks.get(server.host) : undefined;
  const winner = all === undefined ? location : winnerOf(all, location);
  return winner === location ? item : { ...item, location: winner, outcome: "outranked" };
}
