import { annotation, text } from "../../model/read.ts";
import type { AnnotationSpec } from "../settings-contract.ts";
import { AnnotationReader } from "./annotation-reader.ts";
import { FACTS } from "./facts.ts";
import { parseClientAuth } from "./parse-client-auth.ts";
import { parseProxySsl } from "./parse-proxy-ssl.ts";
import type { Cause, ParsedIngress, Redirect, Setting } from "./parsed.ts";
import type { SecretStore } from "./secrets.ts";
import type { NginxSettings } from "./settings.ts";
import type { KubeObject } from "../../model/objects.ts";

/** Annotations that deny the Ingress's locations when their value is refused. */
const DENYING = ["allowlist-source-range", "denylist-source-range"];

/** Parses an Ingress as annotations.go Extract does. */
export function parseIngress(ingress: KubeObject, settings: NginxSettings, secrets: SecretStore): ParsedIngress {
  const reader = new AnnotationReader(ingress, settings);
  const proxySsl = parseProxySsl(reader, settings, secrets);
  const clientAuth = parseClientAuth(reader, settings, secrets);
  const refusal = ingress.refused?.[0];
  const rejected: Cause | null =
    refusal !== undefined
      ? {
          fact: FACTS.rejectedByServer,
          object: ingress,
          at: refusal.path,
          text: `The API server refuses this object: ${refusal.reason}.`,
        }
      : (reader.rejection((spec) =>
          isReached(spec, reader, proxySsl.settings.resolved, clientAuth.asked && clientAuth.error === null),
        ) ?? catchAll(ingress, settings));
  const redirect = parseRedirect(reader);
  return {
    ingress,
    namespace: ingress.namespace ?? "default",
    rejected,
    denied: proxySsl.denied ?? clientAuth.error ?? deniedByValue(reader) ?? deniedByAuth(reader),
    protocol: protocolOf(reader),
    proxySsl: proxySsl.settings,
    asksVerification: /^\s*(?:on|true|yes|1)\s*$/i.test(
      annotation(ingress, `${settings.prefix}proxy-ssl-verify`) ?? "",
    ),
    clientAuth,
    sslRedirect: reader.bool("ssl-redirect", settings.configBool("ssl-redirect", true).value),
    forceSslRedirect: reader.bool("force-ssl-redirect", settings.configBool("force-ssl-redirect", false).value),
    appRoot: appRootOf(reader),
    redirect,
    toOrFromWww: reader.bool("from-to-www-redirect", false),
    passthrough: reader.bool("ssl-passthrough", false),
    canary: reader.bool("canary", false),
    aliases: aliasesOf(reader),
    defaultBackend: reader.text("default-backend"),
    customErrors: reader.text("custom-http-errors"),
    authUrl: authUrlOf(reader),
    globalAuth: reader.bool("enable-global-auth", true).value,
    mirrorTarget: mirrorOf(reader),
    serviceUpstream: serviceUpstreamOf(reader, settings),
    locationSnippet: snippetOf(reader, settings, "configuration-snippet"),
    serverSnippet: snippetOf(reader, settings, "server-snippet"),
  };
}

function isReached(spec: AnnotationSpec, reader: AnnotationReader, proxySsl: boolean, clientAuth: boolean): boolean {
  switch (spec.needs) {
    case undefined:
      return true;
    case "proxy-ssl-secret":
      return proxySsl;
    case "auth-tls-secret":
      return clientAuth;
    case "temporal-redirect":
      return reader.text("temporal-redirect") !== null;
    case "enable-opentelemetry":
      return reader.bool("enable-opentelemetry", false).value;
    case "affinity":
      return reader.text("affinity")?.value === "cookie";
    default:
      return reader.text(spec.needs) !== null;
  }
}

function catchAll(ingress: KubeObject, settings: NginxSettings): Cause | null {
  if (!settings.switched("disable-catch-all", false).value) return null;
  if (text(ingress.body, "spec", "defaultBackend", "service", "name") === undefined) return null;
  return { fact: FACTS.catchAllDisabled, object: ingress, at: ["spec", "defaultBackend"] };
}

function protocolOf(reader: AnnotationReader): Setting<string> {
  const found = reader.read("backend-protocol");
  const at = reader.at("backend-protocol");
  return {
    value: found.state === "value" ? found.value : "HTTP",
    at,
    object: reader.ingress,
    stated: reader.has("backend-protocol"),
    invalid: found.state === "invalid",
  };
}

/** Source: internal/ingress/annotations/redirect/redirect.go. */
function parseRedirect(reader: AnnotationReader): Redirect | null {
  const temporal = reader.text("temporal-redirect");
  if (temporal !== null) {
    const code = reader.int("temporal-redirect-code") ?? 0;
    if (!/^https?:/i.test(temporal.value)) return null;
    return { url: temporal.value, code: code < 300 || code > 307 ? 302 : code, at: temporal.at };
  }
  const permanent = reader.text("permanent-redirect");
  if (permanent === null) return null;
  const code = reader.int("permanent-redirect-code") ?? 0;
  return { url: permanent.value, code: code < 300 || code > 308 ? 301 : code, at: permanent.at };
}

/** Only an absolute path counts. Source: internal/ingress/annotations/rewrite/main.go. */
function appRootOf(reader: AnnotationReader): Setting<string> | null {
  const found = reader.text("app-root");
  return found?.value.startsWith("/") === true ? found : null;
}

function aliasesOf(reader: AnnotationReader): string[] {
  const names = (reader.text("server-alias")?.value ?? "").split(",").map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ""))].sort();
}

function authUrlOf(reader: AnnotationReader): Setting<string> | null {
  const found = reader.text("auth-url");
  if (found === null || urlProblem(found.value) !== null) return null;
  // These errors drop the whole feature: the location is served without authentication.
  const dropped = ["auth-cache-duration", "auth-request-redirect", "auth-always-set-cookie"];
  return dropped.some((name) => reader.read(name).state === "invalid") ? null : found;
}

function deniedByAuth(reader: AnnotationReader): Cause | null {
  const url = reader.text("auth-url");
  if (url === null) return null;
  if (urlProblem(url.value) !== null) return { fact: FACTS.deniedValue, object: reader.ingress, at: url.at };
  for (const name of ["auth-method", "auth-response-headers"]) {
    if (reader.read(name).state === "invalid")
      return { fact: FACTS.deniedValue, object: reader.ingress, at: reader.at(name) };
  }
  return null;
}

/** StringToURL in internal/ingress/annotations/parser/main.go. */
function urlProblem(value: string): "scheme" | "host" | null {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(value);
  if (match === null) return "scheme";
  const host = match[2] ?? "";
  return host === "" || host.includes("..") ? "host" : null;
}

function mirrorOf(reader: AnnotationReader): Setting<string> | null {
  const found = reader.text("mirror-target");
  if (found === null || reader.read("mirror-host").state === "value") return found;
  return urlProblem(found.value.split("$")[0] ?? "") === null ? found : null;
}

function serviceUpstreamOf(reader: AnnotationReader, settings: NginxSettings): boolean {
  const found = reader.bool("service-upstream", settings.configBool("service-upstream", false).value);
  return found.invalid ? false : found.value;
}

function deniedByValue(reader: AnnotationReader): Cause | null {
  for (const name of DENYING) {
    if (reader.read(name).state === "invalid") {
      return { fact: FACTS.deniedValue, object: reader.ingress, at: reader.at(name) };
    }
  }
  return null;
}

function snippetOf(reader: AnnotationReader, settings: NginxSettings, name: string): Setting<string> | null {
  return settings.allowsSnippets.value ? reader.text(name) : null;
}
