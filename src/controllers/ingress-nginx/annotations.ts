import type { AnnotationTable, Belief, NotAnnotation } from "../settings-contract.ts";
import { AFFINITY } from "./annotations-affinity.ts";
import { AUTHENTICATION } from "./annotations-authentication.ts";
import { PROXY_TIMING } from "./annotations-proxy-timing.ts";
import { PROXYING } from "./annotations-proxying.ts";
import { ROUTING } from "./annotations-routing.ts";
import { TLS } from "./annotations-tls.ts";

/** Every annotation that release 1.15.1 registers, and the names that people write and that are something else. */
export const ANNOTATIONS: AnnotationTable = {
  prefixes: ["nginx.ingress.kubernetes.io/"],
  annotations: [...TLS, ...AUTHENTICATION, ...ROUTING, ...AFFINITY, ...PROXYING, ...PROXY_TIMING],
  notAnnotations: [
    configMapKey("ssl-protocols", "encryption"),
    configMapKey("ssl-ecdh-curve", "encryption"),
    configMapKey("ssl-dh-param", "encryption"),
    configMapKey("ssl-session-cache", "encryption"),
    configMapKey("ssl-session-tickets", "encryption"),
    configMapKey("ssl-session-timeout", "encryption"),
    configMapKey("ssl-early-data", "encryption"),
    configMapKey("ssl-reject-handshake", "encryption"),
    configMapKey("hsts", "encryption"),
    configMapKey("hsts-max-age", "encryption"),
    configMapKey("hsts-include-subdomains", "encryption"),
    configMapKey("hsts-preload", "encryption"),
    configMapKey("http-redirect-code", "redirect"),
    configMapKey("no-tls-redirect-locations", "encryption"),
    configMapKey("use-forwarded-headers", "redirect"),
    configMapKey("use-proxy-protocol", "other"),
    {
      name: "proxy-ssl-session-reuse",
      what: "invented",
      why: "no release registers it",
      instead: null,
      belief: "verification",
    },
    configMapKey("proxy-ssl-location-only", "verification"),
    {
      name: "default-ssl-certificate",
      what: "flag",
      why: "it is a flag of the controller",
      instead: "start the controller with --default-ssl-certificate=<namespace>/<name>",
      belief: "encryption",
    },
    configMapKey("enable-ocsp", "other"),
    {
      name: "location-snippet",
      what: "invented",
      why: "no release registers it",
      instead: "configuration-snippet",
      belief: "other",
    },
    {
      name: "auth-proxy-set-header",
      what: "invented",
      why: "no release registers it",
      instead: "auth-proxy-set-headers",
      belief: "authentication",
    },
    {
      name: "ssl-verify",
      what: "invented",
      why: "no release registers it",
      instead: "proxy-ssl-verify",
      belief: "verification",
    },
    {
      name: "ssl-verify-backend",
      what: "invented",
      why: "no release registers it",
      instead: "proxy-ssl-verify",
      belief: "verification",
    },
    {
      name: "ssl-verify-client",
      what: "invented",
      why: "no release registers it",
      instead: "auth-tls-verify-client",
      belief: "authentication",
    },
    {
      name: "redirect-to-https",
      what: "invented",
      why: "no release registers it",
      instead: "force-ssl-redirect",
      belief: "redirect",
    },
    {
      name: "force-https",
      what: "invented",
      why: "no release registers it",
      instead: "force-ssl-redirect",
      belief: "redirect",
    },
    {
      name: "tls-redirect",
      what: "invented",
      why: "no release registers it",
      instead: "force-ssl-redirect",
      belief: "redirect",
    },
    {
      name: "https-only",
      what: "invented",
      why: "no release registers it",
      instead: "force-ssl-redirect",
      belief: "redirect",
    },
    {
      name: "tls-required",
      what: "invented",
      why: "no release registers it",
      instead: "force-ssl-redirect",
      belief: "redirect",
    },
    { name: "rate-limit", what: "invented", why: "no release registers it", instead: "limit-rps", belief: "access" },
    {
      name: "rate-limit-rps",
      what: "invented",
      why: "no release registers it",
      instead: "limit-rps",
      belief: "access",
    },
    {
      name: "rate-limit-connections",
      what: "invented",
      why: "no release registers it",
      instead: "limit-connections",
      belief: "access",
    },
    {
      name: "rate-limit-requests-per-second",
      what: "invented",
      why: "no release registers it",
      instead: "limit-rps",
      belief: "access",
    },
    { name: "rate-limit-window", what: "invented", why: "no release registers it", instead: null, belief: "access" },
    {
      name: "rate-limit-burst",
      what: "invented",
      why: "no release registers it",
      instead: "limit-burst-multiplier",
      belief: "access",
    },
    {
      name: "rate-limit-status-code",
      what: "invented",
      why: "no release registers it",
      instead: null,
      belief: "access",
    },
    {
      name: "client-max-body-size",
      what: "invented",
      why: "no release registers it",
      instead: "proxy-body-size",
      belief: "other",
    },
    {
      name: "client-header-buffer-size",
      what: "invented",
      why: "no release registers it",
      instead: null,
      belief: "other",
    },
    removed("secure-backends", "encryption", "0.21.0", "backend-protocol: HTTPS"),
    removed("secure-verify-ca-secret", "verification", null, "proxy-ssl-secret + proxy-ssl-verify"),
    removed("grpc-backend", "encryption", "0.21.0", "backend-protocol: GRPC"),
    removed("add-base-url", "other", "0.22.0", null),
    removed("base-url-scheme", "other", "0.22.0", null),
    removed("session-cookie-hash", "other", "0.24.0", null),
    removed("mirror-uri", "other", "0.28.1", "mirror-target"),
    removed("enable-influxdb", "other", null, null),
    removed("influxdb-measurement", "other", null, null),
    removed("influxdb-port", "other", null, null),
    removed("influxdb-host", "other", null, null),
    removed("influxdb-server-name", "other", null, null),
    removed("global-rate-limit", "access", "1.12.0", null),
    removed("global-rate-limit-window", "access", "1.12.0", null),
    removed("global-rate-limit-key", "access", "1.12.0", null),
    removed("global-rate-limit-ignored-cidrs", "access", "1.12.0", null),
    removed("enable-opentracing", "other", null, "enable-opentelemetry"),
    removed("opentracing-trust-incoming-span", "other", null, "opentelemetry-trust-incoming-span"),
    {
      name: "tls-acme",
      what: "other-controller",
      why: "cert-manager reads it under kubernetes.io/ alone",
      instead: "kubernetes.io/tls-acme",
      belief: "encryption",
    },
    {
      name: "ingress.class",
      what: "other-controller",
      why: "the class annotation has the prefix kubernetes.io/",
      instead: "spec.ingressClassName",
      belief: "other",
    },
  ],
  unknownName: "ignored",
  allKinds: true,
  source: "internal/ingress/annotations",
};

function configMapKey(name: string, belief: Belief): NotAnnotation {
  return {
    name,
    what: "configmap-key",
    why: "it is a key of the controller's ConfigMap, for all hosts at once",
    instead: `${name} in the controller's ConfigMap`,
    belief,
  };
}

function removed(name: string, belief: Belief, release: string | null, instead: string | null): NotAnnotation {
  const why = release === null ? "no supported release reads it" : `release ${release} removed it`;
  return { name, what: "removed", why, instead, belief };
}
