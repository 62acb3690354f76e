import { text } from "../../model/read.ts";
import type { AnnotationSpec } from "../settings-contract.ts";
import { AnnotationReader } from "./annotation-reader.ts";
import { FACTS } from "./facts.ts";
import { parseClientAuth } from "./parse-client-auth.ts";
import { parseProxySsl } from "./parse-proxy-ssl.ts";
import { authUrlOf, urlProblem } from "./parse-auth-url.ts";
import { denialOf } from "./parse-denials.ts";
import { isRedirectReached, parseRedirect } from "./parse-redirect.ts";
import type { Cause, ParsedIngress, Setting } from "./parsed.ts";
import type { SecretStore } from "./secrets.ts";
import type { NginxSettings } from "./settings.ts";
import type { KubeObject } from "../../model/objects.ts";

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
  const { redirect, toOrFromWww } = parseRedirect(reader);
  return {
    ingress,
    namespace: ingress.namespace ?? "default",
    rejected,
    denied: proxySsl.denied ?? clientAuth.error ?? denialOf(reader, settings, secrets),
    protocol: protocolOf(reader),
    proxySsl: proxySsl.settings,
    asksVerification: /^\s*(?:on|true|yes|1)\s*$/i.test(reader.raw("proxy-ssl-verify") ?? ""),
    clientAuth,
    sslRedirect: reader.bool("ssl-redirect", settings.configBool("ssl-redirect", true).value),
    forceSslRedirect: reader.bool("force-ssl-redirect", settings.configBool("force-ssl-redirect", false).value),
    appRoot: appRootOf(reader),
    rewriteTarget: reader.text("rewrite-target")?.value ?? "",
    useRegex: reader.bool("use-regex", false).value,
    redirect,
    toOrFromWww,
    passthrough: reader.bool("ssl-passthrough", false),
    canary: reader.bool("canary", false),
    aliases: aliasesOf(reader),
    defaultBackend: reader.text("default-backend"),
    customErrors: customErrorsOf(reader),
    authUrl: authUrlOf(reader),
    globalAuth: reader.bool("enable-global-auth", true).value,
    mirrorTarget: mirrorOf(reader),
    serviceUpstream: serviceUpstreamOf(reader, settings),
    locationSnippet: snippetOf(reader, settings, "configuration-snippet"),
    serverSnippet: snippetOf(reader, settings, "server-snippet"),
  };
}

function isReached(spec: AnnotationSpec, reader: AnnotationReader, proxySsl: boolean, clientAuth: boolean): boolean {
  if (spec.source.endsWith("/redirect.go")) return isRedirectReached(reader, spec.name);
  switch (spec.needs) {
    case undefined:
      return true;
    case "proxy-ssl-secret":
      return proxySsl;
    case "auth-tls-secret":
      return clientAuth;
    case "rewrite-target":
      // Without effect alone, and checked all the same (xforwardedprefix/main.go).
      return true;
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

/** Only an absolute path counts. Source: internal/ingress/annotations/rewrite/main.go. */
function appRootOf(reader: AnnotationReader): Setting<string> | null {
  const found = reader.text("app-root");
  return found?.value.startsWith("/") === true ? found : null;
}

/** Source: internal/ingress/annotations/customhttperrors/main.go: one word that is no number drops them all. */
function customErrorsOf(reader: AnnotationReader): Setting<string> | null {
  const found = reader.text("custom-http-errors");
  const codes = (found?.value ?? "")
    .split(",")
    .map((code) => code.trim())
    .filter((code) => code !== "");
  return codes.length > 0 && codes.every((code) => /^[+-]?\d+$/.test(code)) ? found : null;
}

function aliasesOf(reader: AnnotationReader): string[] {
  const names = (reader.text("server-alias")?.value ?? "").split(",").map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ""))].sort();
}

function mirrorOf(reader: AnnotationReader): Setting<string> | null {
  const found = reader.text("mirror-target");
  if (found === null || reader.read("mirror-host").state === "value") return found;
  return urlProblem(found.value.split("$")[0] ?? "") === null ? found : null;
}

function serviceUpstreamOf(reader: AnnotationReader, settings: NginxSettings): boolean {
  // The ConfigMap's default is for an absent annotation alone.
  const byDefault = reader.read("service-upstream").state === "absent";
  return reader.bool("service-upstream", byDefault && settings.configBool("service-upstream", false).value).value;
}

function snippetOf(reader: AnnotationReader, settings: NginxSettings, name: string): Setting<string> | null {
  return settings.allowsSnippets.value ? reader.text(name) : null;
}
