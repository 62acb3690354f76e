import { evidence } from "../../model/evidence.ts";
import type { Hop, Place } from "../../model/report.ts";
import type { Protection } from "../../model/words.ts";
import { FACTS } from "./facts.ts";
import { urlProblem } from "./parse-auth-url.ts";
import type { Cause, ParsedIngress, ProxySsl, Setting } from "./parsed.ts";
import type { Server } from "./servers.ts";
import type { NginxSettings } from "./settings.ts";
import { hasEndpoints, type Upstreams } from "./upstreams.ts";

/** Legs that a request takes beside its own: authentication, a copy, an error page. */
export function extraHops(
  owner: ParsedIngress,
  server: Server,
  settings: NginxSettings,
  upstreams: Upstreams,
  controller: Place,
): Hop[] {
  const hops: Hop[] = [];
  const auth = owner.authUrl ?? globalAuth(settings, owner);
  if (auth !== null) hops.push(sideHop("auth", auth, server, controller));
  if (owner.mirrorTarget !== null) hops.push(sideHop("mirror", owner.mirrorTarget, server, controller));
  const errors = errorsHop(owner, settings, upstreams, controller);
  if (errors !== null) hops.push(errors);
  return hops;
}

/** What proxy_ssl_* the server has, for subrequests that run outside of a location's own settings. */
function sharedTls(server: Server): ProxySsl | null {
  return server.proxySsl?.ca === true ? server.proxySsl : null;
}

function sideHop(role: "auth" | "mirror", url: Setting<string>, server: Server, controller: Place): Hop {
  const shared = sharedTls(server);
  const secure = /^https:/i.test(url.value);
  const verified = secure && shared?.verify.value === true;
  const general = role === "auth" ? FACTS.authUrl : FACTS.mirror;
  const cause: Cause = { fact: verified ? FACTS.authUrlVerified : general, object: url.object, at: url.at };
  const items = [evidence(cause.fact, cause.object, cause.at)];
  if (verified) items.push(evidence(FACTS.leaksFromSibling, shared.owner, shared.secretAt));
  return {
    from: controller,
    to: placeOfUrl(url.value),
    role,
    protection: secure ? protectionOf(shared, verified) : "plaintext",
    by: secure ? "controller" : "none",
    status: null,
    evidence: items,
    assumptions: [],
  };
}

function protectionOf(shared: ProxySsl | null, verified: boolean): Protection {
  if (!verified || shared === null) return "tls-unverified";
  return shared.clientCertificate ? "mtls" : "tls-verified";
}

function globalAuth(settings: NginxSettings, owner: ParsedIngress): Setting<string> | null {
  const found = settings.config("global-auth-url");
  if (found === null || found.object === null || !owner.globalAuth || urlProblem(found.value) !== null) return null;
  return { value: found.value, at: found.at, object: found.object, stated: true, invalid: false };
}

/**
 * Error pages of the Ingress's own codes come from its default-backend Service while that has endpoints; those of the
 * ConfigMap's codes, from the controller's default backend alone.
 * Source: controller.go getBackendServers (DefaultBackendUpstreamName), nginx.tmpl CUSTOM_ERRORS.
 */
function errorsHop(owner: ParsedIngress, settings: NginxSettings, upstreams: Upstreams, controller: Place): Hop | null {
  const codes = owner.customErrors ?? configCodes(settings);
  if (codes === null) return null;
  const asked = owner.customErrors === null ? null : owner.defaultBackend;
  const service = asked === null ? null : upstreams.named(owner.namespace, asked.value);
  const named = service !== null && hasEndpoints(service) ? service : null;
  const own = settings.reference("default-backend-service");
  const to: Place | null =
    named?.place ?? (own === null ? null : { kind: "service", name: own.name, namespace: own.namespace, port: null });
  // The controller's built-in page is no hop.
  if (to === null) return null;
  return {
    from: controller,
    to,
    role: "errors",
    protection: "plaintext",
    by: "none",
    status: null,
    evidence: [evidence(FACTS.customErrors, codes.object, codes.at)],
    assumptions: [...(named?.assumptions ?? [])],
  };
}

function configCodes(settings: NginxSettings): Setting<string> | null {
  const found = settings.config("custom-http-errors");
  if (found === null || found.object === null || !found.value.split(",").some((code) => /^\s*\d+\s*$/.test(code))) {
    return null;
  }
  return { value: found.value, at: found.at, object: found.object, stated: true, invalid: false };
}

/** `name.namespace.svc[.cluster.local]` is a Service of the cluster; everything else is outside. */
function placeOfUrl(url: string): Place {
  const match = /^(https?):\/\/([^/:?]+)(?::(\d+))?/i.exec(url);
  const host = match?.[2] ?? url;
  const port = match?.[3] === undefined ? (match?.[1]?.toLowerCase() === "https" ? 443 : 80) : Number(match[3]);
  const service = /^([^.]+)\.([^.]+)\.svc(?:\.cluster\.local)?\.?$/.exec(host);
  if (service === null) return { kind: "external", name: host, namespace: null, port };
  return { kind: "service", name: service[1] ?? "", namespace: service[2] ?? "", port };
}
