import type { Assumption, ClientHop, ServedCertificate } from "../../model/report.ts";
import { type ServedCertificateEntry, defaultCertificate } from "./certificate.ts";
import { FACTS } from "./facts.ts";
import type { Cause, Setting } from "./parsed.ts";
import type { HeldSecret, SecretStore } from "./secrets.ts";
import { CATCH_ALL, type Location, type Server } from "./servers.ts";
import type { NginxSettings } from "./settings.ts";
import { answerOfSnippet, snippetOf } from "./snippets.ts";

/** What happens on port 80 before a request is passed on. */
export type PlainAnswer =
  | { readonly kind: "passes"; readonly cause: Cause }
  | { readonly kind: "refused"; readonly status: number; readonly cause: Cause }
  | {
      readonly kind: "redirects";
      readonly status: number;
      readonly to: NonNullable<ClientHop["redirectTo"]>;
      readonly cause: Cause;
    };

export interface Presented {
  readonly certificate: ServedCertificate;
  readonly entry: ServedCertificateEntry | null;
  readonly cause: Cause;
  readonly assumptions: readonly Assumption[];
}

/** The certificate that a client who asks for this name gets. Source: lua/certificate.lua, nginx.go configureCertificates. */
export function presented(
  host: string,
  server: Server | null,
  servers: ReadonlyMap<string, Server>,
  secrets: SecretStore,
  settings: NginxSettings,
): Presented {
  const fallback = defaultCertificate(secrets, settings);
  const entry = entryFor(host, server, servers, secrets, fallback.held);
  if (entry?.secret != null) {
    const inherited = server?.certificate !== entry;
    const cause = {
      fact: inherited ? FACTS.wildcardCertificate : FACTS.certificateServed,
      object: entry.ingress,
      at: entry.at,
    };
    return { certificate: { kind: "secret", ...entry.secret }, entry, cause, assumptions: entry.assumptions };
  }
  const fact = fallback.certificate.kind === "secret" ? FACTS.certificateDefaultFlag : FACTS.certificateDefault;
  const object = entry?.ingress ?? null;
  const { certificate, assumptions } = fallback;
  return { certificate, assumptions, entry, cause: { fact, object, at: entry?.at ?? [] } };
}

/** The certificate entry that Lua finds: of the name itself, else of the wildcard one label above. */
function entryFor(
  host: string,
  server: Server | null,
  servers: ReadonlyMap<string, Server>,
  secrets: SecretStore,
  fallback: HeldSecret | null,
): ServedCertificateEntry | null {
  if (host === CATCH_ALL || host === "*") return null;
  const holder = server === null ? null : certifying(host, server, servers);
  const own = holder?.certificate ?? null;
  if (own !== null && server !== null) {
    // An alias, or a name that only redirects, has the certificate that the host really got, where that lists it.
    const held = own.secret === null ? fallback : own.held;
    if (server.host === host || (held !== null && secrets.lists(held, host))) return own;
  }
  const dot = host.indexOf(".");
  return dot < 0 ? null : (servers.get(`*${host.slice(dot)}`)?.certificate ?? null);
}

/** Of several servers with one alias the first answers, and the last gives the certificate (configureCertificates). */
function certifying(host: string, server: Server, servers: ReadonlyMap<string, Server>): Server {
  if (!server.aliases.includes(host)) return server;
  const all = [...servers.values()].filter((item) => item.named.includes(host));
  return all.toSorted((a, b) => (a.host < b.host ? 1 : -1))[0] ?? server;
}

/** Port 80 for a host and location, in the order in which nginx decides. */
export function plainAnswer(
  server: Server,
  location: Location,
  settings: NginxSettings,
  entry: ServedCertificateEntry | null,
): PlainAnswer {
  const refused = hostRefusal(server);
  if (refused !== null) return { kind: "refused", ...refused };
  const appRoot = location.path === "/" ? appRootOf(server) : null;
  const own = ownAnswer(server, location, settings, "http");
  // app-root stands between what the host's snippets say and what the location does.
  if (appRoot !== null && own?.byServer !== true) return { kind: "redirects", status: 302, to: "http", cause: appRoot };
  return own?.answer ?? redirectToHttps(server, location, settings, entry);
}

interface OwnAnswer {
  readonly answer: PlainAnswer;
  /** The whole host answers so. */
  readonly byServer: boolean;
}

/** What nginx answers before it looks at the scheme: return directives of the host, then of the location. */
export function ownAnswer(
  server: Server,
  location: Location,
  settings: NginxSettings,
  scheme: "http" | "https",
): OwnAnswer | null {
  const { owner } = location;
  const host = bySnippets([server.serverSnippet, snippetOf(settings, "server-snippet")], scheme);
  if (host !== null) return { answer: host, byServer: true };
  if (owner === null) return null;
  if (owner.denied !== null) return { answer: { kind: "refused", status: 503, cause: owner.denied }, byServer: false };
  const own = bySnippets([owner.locationSnippet, snippetOf(settings, "location-snippet")], scheme);
  if (own !== null) return { answer: own, byServer: false };
  if (owner.redirect === null || location.catchAllBackend) return null;
  const { url, code, at } = owner.redirect;
  const cause: Cause = { fact: FACTS.redirectAnswer, object: owner.ingress, at };
  // With other codes nginx sends the URL as a text.
  if (![301, 302, 303, 307, 308].includes(code)) {
    return { answer: { kind: "refused", status: code, cause }, byServer: false };
  }
  return { answer: { kind: "redirects", status: code, to: schemeOf(url, scheme), cause }, byServer: false };
}

function bySnippets(snippets: readonly (Setting<string> | null)[], scheme: "http" | "https"): PlainAnswer | null {
  for (const snippet of snippets) {
    const answer = snippet === null ? null : answerOfSnippet(snippet.value, scheme);
    if (snippet === null || answer === null) continue;
    const { status, url } = answer;
    const cause = { object: snippet.object, at: snippet.at };
    return url === null
      ? { kind: "refused", status, cause: { ...cause, fact: FACTS.snippetRefuses } }
      : { kind: "redirects", status, to: schemeOf(url, scheme), cause: { ...cause, fact: FACTS.snippetRedirect } };
  }
  return null;
}

function schemeOf(url: string, scheme: "http" | "https"): "http" | "https" | "other" {
  const given = /^(https?|\$scheme):/i.exec(url)?.[1]?.toLowerCase();
  if (given === "$scheme") return scheme;
  return given === "http" || given === "https" ? given : "other";
}

/** Source: lua_ingress.lua redirect_to_https. */
function redirectToHttps(
  server: Server,
  location: Location,
  settings: NginxSettings,
  entry: ServedCertificateEntry | null,
): PlainAnswer {
  const { owner } = location;
  if (owner === null) return { kind: "passes", cause: { fact: FACTS.alwaysPort80, object: null, at: [] } };
  const { ingress, forceSslRedirect: force, sslRedirect } = owner;
  const status = settings.redirectCode;
  const excepted = exception(location.path, settings);
  if (location.catchAllBackend) {
    return {
      kind: "passes",
      cause: { fact: FACTS.redirectDefaultBackend, object: ingress, at: ["spec", "defaultBackend"] },
    };
  }
  if (excepted !== null) return { kind: "passes", cause: excepted };
  if (force.value) {
    const cause = { fact: FACTS.redirectForced, object: ingress, at: force.at };
    return { kind: "redirects", status, to: "https", cause };
  }
  if (!sslRedirect.value)
    return { kind: "passes", cause: { fact: FACTS.redirectOff, object: ingress, at: sslRedirect.at } };
  if (entry !== null) {
    return {
      kind: "redirects",
      status,
      to: "https",
      cause: { fact: FACTS.redirects, object: entry.ingress, at: entry.at },
    };
  }
  const fact = server.host === CATCH_ALL ? FACTS.redirectHostless : FACTS.redirectNoEntry;
  return {
    kind: "passes",
    cause: { fact, object: ingress, at: sslRedirect.stated ? sslRedirect.at : ["spec", "tls"] },
  };
}

function exception(path: string, settings: NginxSettings): Cause | null {
  const found = settings.config("no-tls-redirect-locations");
  const prefixes = (found?.value ?? "/.well-known/acme-challenge").split(",").map((item) => item.trim());
  if (!prefixes.some((prefix) => prefix !== "" && path.startsWith(prefix))) return null;
  return { fact: FACTS.redirectExcepted, object: found?.object ?? null, at: found?.at ?? [] };
}

/** What refuses every request of a host on both ports: 403. */
export function hostRefusal(server: Server): { readonly status: number; readonly cause: Cause } | null {
  const error = server.clientAuthError?.error ?? null;
  if (error !== null) return { status: 403, cause: error };
  const auth = server.clientAuth;
  if (auth?.matchCn == null) return null;
  return { status: 403, cause: { fact: FACTS.matchCn, object: auth.owner, at: auth.matchCnAt } };
}

function appRootOf(server: Server): Cause | null {
  const found = server.locations.find((item) => item.owner?.appRoot != null && !item.catchAllBackend)?.owner;
  if (found?.appRoot == null) return null;
  return { fact: FACTS.appRoot, object: found.ingress, at: found.appRoot.at };
}

/** Why the server without a host answers no TLS handshake; null when it does, and for every other server. */
export function handshakeRefusal(server: Server, settings: NginxSettings): Cause | null {
  const found = settings.configBool("ssl-reject-handshake", false);
  if (server.host !== CATCH_ALL || !found.value) return null;
  return { fact: FACTS.handshakeRejected, object: found.object, at: found.at };
}

/** Whether TLS clients of a host have to show a certificate. */
export function clientCertificate(server: Server): ClientHop["clientCertificate"] {
  const auth = server.clientAuth;
  if (auth?.ca !== true || server.clientAuthError !== null) return "none";
  if (auth.verifyClient === "on" || (auth.matchCn !== null && auth.verifyClient !== "off")) return "required";
  return auth.verifyClient === "off" ? "none" : "optional";
}
