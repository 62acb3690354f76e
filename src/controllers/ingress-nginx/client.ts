import type { Assumption, ClientHop, ServedCertificate } from "../../model/report.ts";
import { type ServedCertificateEntry, defaultCertificate } from "./certificate.ts";
import { FACTS } from "./facts.ts";
import type { Cause } from "./parsed.ts";
import type { SecretStore } from "./secrets.ts";
import { CATCH_ALL, type Location, type Server } from "./servers.ts";
import type { NginxSettings } from "./settings.ts";
import { redirectOfSnippet } from "./snippets.ts";

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
  const entry = entryFor(host, server, servers, secrets);
  const fallback = defaultCertificate(secrets, settings);
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
  return { ...fallback, entry, cause: { fact, object, at: entry?.at ?? [] } };
}

/** The certificate entry that Lua finds: of the name itself, else of the wildcard one label above. */
function entryFor(
  host: string,
  server: Server | null,
  servers: ReadonlyMap<string, Server>,
  secrets: SecretStore,
): ServedCertificateEntry | null {
  if (host === CATCH_ALL || host === "*") return null;
  const own = server?.certificate ?? null;
  if (own !== null && server !== null) {
    const isHost = server.host === host;
    const listed = own.held === null ? false : secrets.lists(own.held, host);
    if (isHost || (own.secret !== null && listed)) return own;
  }
  const dot = host.indexOf(".");
  return dot < 0 ? null : (servers.get(`*${host.slice(dot)}`)?.certificate ?? null);
}

/** Port 80 for a host and location, in the order in which nginx decides. */
export function plainAnswer(
  server: Server,
  location: Location,
  settings: NginxSettings,
  entry: ServedCertificateEntry | null,
): PlainAnswer {
  const { owner } = location;
  const refused = hostRefusal(server);
  if (refused !== null) return { kind: "refused", ...refused };
  const appRoot = location.path === "/" ? appRootOf(server) : null;
  if (appRoot !== null) return { kind: "redirects", status: 302, to: "http", cause: appRoot };
  if (owner === null) return { kind: "passes", cause: { fact: FACTS.alwaysPort80, object: null, at: [] } };
  if (owner.denied !== null) return { kind: "refused", status: 503, cause: owner.denied };
  const { ingress } = owner;
  if (owner.redirect !== null && !location.catchAllBackend) {
    const { url, code, at } = owner.redirect;
    const to = /^https:/i.test(url) ? "https" : /^http:/i.test(url) ? "http" : "other";
    return { kind: "redirects", status: code, to, cause: { fact: FACTS.redirectAnswer, object: ingress, at } };
  }
  const bySnippet = redirectOfSnippet(`${server.serverSnippet?.value ?? ""}\n${owner.locationSnippet?.value ?? ""}`);
  if (bySnippet !== null) {
    const at = (owner.locationSnippet ?? server.serverSnippet)?.at ?? [];
    return {
      kind: "redirects",
      status: bySnippet,
      to: "https",
      cause: { fact: FACTS.snippetRedirect, object: ingress, at },
    };
  }
  return redirectToHttps(server, location, settings, entry);
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

/** Whether TLS clients of a host have to show a certificate. */
export function clientCertificate(server: Server): ClientHop["clientCertificate"] {
  const auth = server.clientAuth;
  if (auth?.ca !== true || server.clientAuthError !== null) return "none";
  if (auth.verifyClient === "on" || (auth.matchCn !== null && auth.verifyClient !== "off")) return "required";
  return auth.verifyClient === "off" ? "none" : "optional";
}
