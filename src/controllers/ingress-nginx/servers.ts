import type { KubeObject } from "../../model/objects.ts";
import { list, text } from "../../model/read.ts";
import type { PathType } from "../../model/report.ts";
import { type IngressRule, ingressRules } from "../ingress.ts";
import type { ClientAuth, ParsedIngress, ProxySsl, Setting } from "./parsed.ts";
import { type ServedCertificateEntry, certificateEntry } from "./certificate.ts";
import type { SecretStore } from "./secrets.ts";
import type { NginxSettings } from "./settings.ts";
import { type Upstream, type Upstreams, upstreamKey } from "./upstreams.ts";

/** The server without a host: it answers for every name that no other has. */
export const CATCH_ALL = "_";

/** One `server` block: a host with what all its locations share. */
export interface Server {
  readonly host: string;
  /** Names that it answers for beside its own. */
  aliases: readonly string[];
  /** Those, and the ones that another server with the same alias answers for. */
  named: readonly string[];
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

/** The name that a host's www redirect answers for; null when it redirects none. Source: BuildRedirects. */
export function wwwName(server: Server, servers: ReadonlyMap<string, Server>): string | null {
  if (!server.redirectsToOrFromWww) return null;
  const from = server.host.startsWith("www.") ? server.host.slice(4) : `www.${server.host}`;
  return servers.has(from) ? null : from;
}

export function hostOf(host: string): string {
  return host === "*" ? CATCH_ALL : host;
}

/** Hosts of all rules, also of rules that list no paths. */
export function hostsOf(ingress: KubeObject): string[] {
  return list(ingress.body, "spec", "rules").map((rule) => text(rule, "host") || CATCH_ALL);
}

/** Source: controller.go createServers. */
export function createServers(
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
    server.named = names.filter((name) => name !== host && !servers.has(name));
    server.aliases = server.named.filter((name) => !given.has(name));
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
    named: [],
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
export function shareSettings(
  parsed: ParsedIngress,
  servers: ReadonlyMap<string, Server>,
  settings: NginxSettings,
): void {
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
