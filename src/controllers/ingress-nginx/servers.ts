import type { KubeObject } from "../../model/objects.ts";
import { list, text } from "../../model/read.ts";
import type { PathType } from "../../model/report.ts";
import { type IngressRule, ingressRules } from "../ingress.ts";
import type { ClientAuth, ParsedIngress, ProxySsl, Setting } from "./parsed.ts";
import { type ServedCertificateEntry, certificateEntry } from "./certificate.ts";
import { type Blocks, blocksOf, winnerOf } from "./nginx-locations.ts";
import type { SecretStore } from "./secrets.ts";
import type { NginxSettings } from "./settings.ts";
import { type Upstream, type Upstreams, upstreamKey } from "./upstreams.ts";

/** The server without a host: it answers for every name that no other has. */
export const CATCH_ALL = "_";

/** One `server` block: a host with what all its locations share. */
export interface Server {
  readonly host: string;
  aliases: readonly string[];
  /** null: no Ingress of the host has a tls section. */
  certificate: ServedCertificateEntry | null;
  passthrough: Setting<boolean> | null;
  clientAuth: ClientAuth | null;
  /** The error that answers 403 for the whole host. */
  clientAuthError: ClientAuth | null;
  proxySsl: ProxySsl | null;
  serverSnippet: Setting<string> | null;
  redirectsToOrFromWww: boolean;
  readonly locations: Location[];
}

export interface Location {
  readonly path: string;
  readonly pathType: PathType;
  /** Nobody has declared it: the controller keeps a place for `/`. */
  placeholder: boolean;
  /** The parsed Ingress whose annotations apply; null on the empty catch-all. */
  owner: ParsedIngress | null;
  upstream: Upstream | null;
  /** Canary Services that share its traffic. */
  readonly canaries: Upstream[];
  /** A catch-all made of `spec.defaultBackend`: redirects and rewrites do not apply. */
  readonly catchAllBackend: boolean;
}

/** A declared (host, path) and the location that took it. */
export interface Declaration {
  readonly parsed: ParsedIngress;
  readonly rule: IngressRule;
  readonly host: string;
  readonly server: Server | null;
  readonly location: Location | null;
  readonly outcome:
    | "serves"
    | "shadowed"
    | "canary"
    | "canary-alone"
    | "no-service"
    | "rejected"
    | "default-of-host"
    | "outranked";
}

export interface Model {
  readonly servers: ReadonlyMap<string, Server>;
  readonly declarations: readonly Declaration[];
}

/** Oldest first; of the same age the later name. Source: store.go sortIngressSlice. */
export function compareAge(a: ParsedIngress, b: ParsedIngress): number {
  return stamp(a.ingress) - stamp(b.ingress) || (key(a) > key(b) ? -1 : 1);
}

function stamp(ingress: KubeObject): number {
  const value = Date.parse(text(ingress.body, "metadata", "creationTimestamp") ?? "");
  return Number.isNaN(value) ? 0 : value;
}

function key(parsed: ParsedIngress): string {
  return `${parsed.namespace}/${parsed.ingress.name}`;
}

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

/** The name that a host's www redirect answers for; null when it redirects none. Source: BuildRedirects. */
export function wwwName(server: Server, servers: ReadonlyMap<string, Server>): string | null {
  if (!server.redirectsToOrFromWww) return null;
  const from = server.host.startsWith("www.") ? server.host.slice(4) : `www.${server.host}`;
  return servers.has(from) ? null : from;
}

/** Servers that only redirect are rendered first: a name that is also an alias is theirs. */
function yieldToWww(servers: ReadonlyMap<string, Server>): void {
  const names = new Set([...servers.values()].map((server) => wwwName(server, servers)));
  for (const server of servers.values()) server.aliases = server.aliases.filter((name) => !names.has(name));
}

/** What became of a declaration when all are placed: a younger or longer path may have taken what it asks for. */
function settled(item: Declaration, blocks: ReadonlyMap<string, Blocks>): Declaration {
  const { location, server, outcome } = item;
  if (location === null || server === null) return item;
  if (outcome === "default-of-host") return location.placeholder ? item : { ...item, outcome: "shadowed" };
  const all = outcome === "serves" ? blocks.get(server.host) : undefined;
  const winner = all === undefined ? location : winnerOf(all, location);
  return winner === location ? item : { ...item, location: winner, outcome: "outranked" };
}

function hostOf(host: string): string {
  return host === "*" ? CATCH_ALL : host;
}

/** Hosts of all rules, also of rules that list no paths. */
function hostsOf(ingress: KubeObject): string[] {
  return list(ingress.body, "spec", "rules").map((rule) => text(rule, "host") || CATCH_ALL);
}

function createServers(
  taken: readonly ParsedIngress[],
  upstreams: Upstreams,
  settings: NginxSettings,
  secrets: SecretStore,
): Map<string, Server> {
  const servers = new Map<string, Server>([[CATCH_ALL, newServer(CATCH_ALL, null, null)]]);
  const primary = taken.filter((parsed) => !parsed.canary.value);
  for (const parsed of primary) {
    const fallback = defaultUpstream(parsed, upstreams);
    const hosts = hostsOf(parsed.ingress);
    const catchAll = servers.get(CATCH_ALL)?.locations[0];
    if (fallback !== null && hosts.length === 0 && catchAll?.placeholder === true) {
      servers.set(CATCH_ALL, {
        ...newServer(CATCH_ALL, parsed, fallback),
        locations: [catchAllLocation(parsed, fallback)],
      });
    }
    for (const host of hosts) if (!servers.has(host)) servers.set(host, newServer(host, parsed, fallback));
  }
  const aliases = new Map<string, readonly string[]>();
  for (const parsed of primary) {
    for (const host of hostsOf(parsed.ingress)) {
      const server = servers.get(host);
      if (server === undefined) continue;
      if ((aliases.get(host) ?? []).length === 0) aliases.set(host, parsed.aliases);
      server.serverSnippet ??= parsed.serverSnippet;
      if (server.passthrough === null && parsed.passthrough.value && maySetPassthrough(server, parsed, settings)) {
        server.passthrough = parsed.passthrough;
      }
      // The catch-all has the default certificate from the start.
      if (host !== CATCH_ALL) server.certificate ??= certificateEntry(parsed.ingress, host, secrets);
    }
  }
  // Servers are rendered by name, and nginx gives a name that several have to the first.
  const given = new Set<string>();
  for (const [host, names] of [...aliases].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const server = servers.get(host);
    if (server === undefined) continue;
    server.aliases = names.filter((name) => name !== host && !servers.has(name) && !given.has(name));
    for (const name of server.aliases) given.add(name);
  }
  return servers;
}

/** Before 1.15.0 only the Ingress that made the server decided. */
function maySetPassthrough(server: Server, parsed: ParsedIngress, settings: NginxSettings): boolean {
  const { release } = settings;
  const later = release.major > 1 || (release.major === 1 && release.minor >= 15);
  return later || server.locations[0]?.owner === parsed;
}

function newServer(host: string, owner: ParsedIngress | null, upstream: Upstream | null): Server {
  return {
    host,
    aliases: [],
    certificate: null,
    passthrough: null,
    clientAuth: null,
    clientAuthError: null,
    proxySsl: null,
    serverSnippet: null,
    redirectsToOrFromWww: false,
    locations: [
      { path: "/", pathType: "Prefix", placeholder: true, owner, upstream, canaries: [], catchAllBackend: false },
    ],
  };
}

function catchAllLocation(parsed: ParsedIngress, upstream: Upstream): Location {
  return {
    path: "/",
    pathType: "Prefix",
    placeholder: false,
    owner: parsed,
    upstream,
    canaries: [],
    catchAllBackend: true,
  };
}

function defaultUpstream(parsed: ParsedIngress, upstreams: Upstreams): Upstream | null {
  const service = text(parsed.ingress.body, "spec", "defaultBackend", "service", "name");
  if (service === undefined) return null;
  const rule = ingressRules(parsed.ingress).find((item) => item.isDefault);
  return rule?.backend ? upstreams.get(upstreamKey(parsed.namespace, rule.backend)) : null;
}

/** Client authentication and proxy-ssl of the host, set before any path is looked at. */
function shareSettings(parsed: ParsedIngress, servers: ReadonlyMap<string, Server>, settings: NginxSettings): void {
  const locationOnly = settings.configBool("proxy-ssl-location-only", false).value;
  list(parsed.ingress.body, "spec", "rules").forEach((rule) => {
    const host = text(rule, "host") || CATCH_ALL;
    const server = servers.get(host) ?? servers.get(CATCH_ALL);
    if (server === undefined) return;
    if (list(rule, "http", "paths").length === 0 && host !== CATCH_ALL) return;
    if (server.clientAuthError === null && parsed.clientAuth.error !== null) server.clientAuthError = parsed.clientAuth;
    if (server.clientAuth?.ca !== true) server.clientAuth = parsed.clientAuth;
    if (!locationOnly && server.proxySsl?.ca !== true) server.proxySsl = parsed.proxySsl;
  });
}

function place(
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
  if (upstream.canaryOnly) return { ...declared, location: null, outcome: "canary" };
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
function mergeCanary(item: Declaration, primaries: boolean): Declaration {
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
