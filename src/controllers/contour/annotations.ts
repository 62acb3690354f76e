import { namesTable } from "../unmodelled.ts";

const INGRESS = ["Ingress"];
const SECRET = ["Secret"];
const INGRESS_AND_HTTPPROXY = ["Ingress", "HTTPProxy"];
const SERVICE = ["Service"];

/** Annotations of Contour. */
export const ANNOTATIONS = namesTable({
  prefixes: ["projectcontour.io/", "ingress.kubernetes.io/"],
  source: "internal/annotation/annotations.go",
  rows: [
    ["force-ssl-redirect", INGRESS, "enum", "redirect"],
    ["generated-by-version", SECRET, "string", "other"],
    ["ingress.class", INGRESS_AND_HTTPPROXY, "string", "other"],
    ["max-connections", SERVICE, "string", "other"],
    ["max-pending-requests", SERVICE, "string", "other"],
    ["max-requests", SERVICE, "string", "other"],
    ["max-retries", SERVICE, "string", "other"],
    ["num-retries", INGRESS, "int", "other"],
    ["per-host-max-connections", SERVICE, "string", "other"],
    ["per-try-timeout", INGRESS, "duration", "other"],
    ["response-timeout", INGRESS, "duration", "other"],
    ["retry-on", INGRESS, "string", "other"],
    ["tls-cert-namespace", INGRESS, "string", "encryption"],
    ["tls-maximum-protocol-version", INGRESS, "enum", "encryption"],
    ["tls-minimum-protocol-version", INGRESS, "enum", "encryption"],
    ["upstream-protocol.h2", SERVICE, "list", "encryption"],
    ["upstream-protocol.h2c", SERVICE, "list", "encryption"],
    ["upstream-protocol.tls", SERVICE, "list", "encryption"],
    ["websocket-routes", INGRESS, "list", "other"],
  ],
});
