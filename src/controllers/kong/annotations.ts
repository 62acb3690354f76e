import { namesTable } from "../unmodelled.ts";

const SERVICE = ["Service"];
const INGRESS = ["Ingress"];
const INGRESS_AND_SERVICE = ["Ingress", "Service"];
const INGRESS_AND_HTTPROUTE = ["Ingress", "HTTPRoute"];
const INGRESS_AND_SERVICE_AND_HTTPROUTE = ["Ingress", "Service", "HTTPRoute"];
const GATEWAY = ["Gateway"];

/** Annotations of Kong. */
export const ANNOTATIONS = namesTable({
  prefixes: ["konghq.com/", "ingress.kubernetes.io/"],
  source: "internal/annotations/annotations.go",
  rows: [
    ["ca-certificates-configmaps", SERVICE, "list", "encryption"],
    ["ca-certificates-secrets", SERVICE, "list", "encryption"],
    ["client-cert", SERVICE, "secret-ref", "encryption"],
    ["connect-timeout", SERVICE, "int", "other"],
    ["force-ssl-redirect", INGRESS, "enum", "redirect"],
    ["gatewayclass-unmanaged", INGRESS_AND_SERVICE, "string", "other"],
    ["headers-separator", INGRESS, "string", "other"],
    ["headers.<name>", INGRESS, "list", "other"],
    ["host-aliases", INGRESS, "list", "other"],
    ["host-header", SERVICE, "string", "encryption"],
    ["https-redirect-status-code", INGRESS_AND_HTTPROUTE, "enum", "redirect"],
    ["methods", INGRESS, "list", "other"],
    ["override", INGRESS_AND_SERVICE, "string", "other"],
    ["path", SERVICE, "string", "other"],
    ["path-handling", INGRESS, "enum", "other"],
    ["plugins", INGRESS_AND_SERVICE_AND_HTTPROUTE, "list", "other"],
    ["preserve-host", INGRESS, "bool", "encryption"],
    ["protocol", SERVICE, "enum", "encryption"],
    ["protocols", INGRESS_AND_HTTPROUTE, "list", "encryption"],
    ["publish-service", GATEWAY, "list", "other"],
    ["read-timeout", SERVICE, "int", "other"],
    ["regex-prefix", INGRESS, "string", "other"],
    ["regex-priority", INGRESS, "int", "other"],
    ["request-buffering", INGRESS, "bool", "other"],
    ["response-buffering", INGRESS, "bool", "other"],
    ["retries", SERVICE, "int", "other"],
    ["rewrite", INGRESS, "string", "other"],
    ["service-upstream", SERVICE, "enum", "other"],
    ["snis", INGRESS, "list", "encryption"],
    ["strip-path", INGRESS, "bool", "other"],
    ["tags", INGRESS_AND_SERVICE, "list", "other"],
    ["tls-verify", SERVICE, "bool", "verification"],
    ["tls-verify-depth", SERVICE, "int", "verification"],
    ["upstream-policy", SERVICE, "string", "other"],
    ["write-timeout", SERVICE, "int", "other"],
  ],
});
