import { ingressRules } from "../ingress.ts";
import { blocksOf } from "./nginx-locations.ts";
import type { ParsedIngress } from "./parsed.ts";
import { mergeCanary, place, settled } from "./placement.ts";
import type { SecretStore } from "./secrets.ts";
import { createServers, type Declaration, hostOf, type Model, type Server, shareSettings, wwwName } from "./servers.ts";
import type { NginxSettings } from "./settings.ts";
import type { Upstreams } from "./upstreams.ts";

/** Merges Ingresses into servers and locations. Source: controller.go createServers, getBackendServers. */
export function buildModel(
  all: readonly ParsedIngress[],
  upstreams: Upstreams,
  settings: NginxSettings,
  secrets: SecretStore,
): Model {
  const taken = all.filter((parsed) => parsed.rejected === null);
  const rulesOf = new Map(all.map((parsed) => [parsed, ingressRules(parsed.ingress)]));
  const servers = createServers(taken, upstreams, settings, secrets);
  const declarations: Declaration[] = [];
  for (const parsed of taken) {
    shareSettings(parsed, servers, settings);
    for (const rule of rulesOf.get(parsed) ?? []) declarations.push(place(parsed, rule, servers, upstreams));
  }
  const primaries = taken.some((parsed) => !parsed.canary.value);
  yieldToWww(servers);
  const blocks = new Map([...servers].map(([host, server]) => [host, blocksOf(server)]));
  const merged = declarations.map((item) =>
    item.outcome === "canary" ? mergeCanary(item, primaries) : settled(item, blocks),
  );
  for (const parsed of all) {
    if (parsed.rejected === null) continue;
    for (const rule of rulesOf.get(parsed) ?? []) {
      merged.push({
        parsed,
        rule,
        host: hostOf(rule.host),
        server: servers.get(hostOf(rule.host)) ?? null,
        location: null,
        outcome: "rejected",
      });
    }
  }
  return { servers, declarations: merged };
}

/** Servers that only redirect are rendered first: a name that is also an alias is theirs. */
function yieldToWww(servers: ReadonlyMap<string, Server>): void {
  const names = new Set([...servers.values()].map((server) => wwwName(server, servers)));
  for (const server of servers.values()) server.aliases = server.aliases.filter((name) => !names.has(name));
}
