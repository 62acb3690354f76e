import { namesTable } from "../unmodelled.ts";

const ROUTE_AND_INGRESS = ["Route", "Ingress"];
const INGRESS = ["Ingress"];

/** Annotations of OpenShift router. */
export const ANNOTATIONS = namesTable({
  prefixes: ["haproxy.router.openshift.io/", "route.openshift.io/"],
  source: "images/router/haproxy/conf/haproxy-config.template (openshift/router)",
  partial: true,
  rows: [
    ["balance", ROUTE_AND_INGRESS, "enum", "other"],
    ["destination-ca-certificate-secret", INGRESS, "list", "encryption"],
    ["disable_cookies", ROUTE_AND_INGRESS, "bool", "other"],
    ["h1-adjust-case", ROUTE_AND_INGRESS, "bool", "other"],
    ["hsts_header", ROUTE_AND_INGRESS, "string", "encryption"],
    ["ip_allowlist", ROUTE_AND_INGRESS, "list", "access"],
    ["ip_whitelist", ROUTE_AND_INGRESS, "list", "access"],
    ["pod-concurrent-connections", ROUTE_AND_INGRESS, "int", "other"],
    ["rate-limit-connections", ROUTE_AND_INGRESS, "bool", "access"],
    ["rate-limit-connections.concurrent-tcp", ROUTE_AND_INGRESS, "int", "access"],
    ["rate-limit-connections.rate-http", ROUTE_AND_INGRESS, "int", "access"],
    ["rate-limit-connections.rate-tcp", ROUTE_AND_INGRESS, "int", "access"],
    ["reconcile-labels", INGRESS, "bool", "other"],
    ["rewrite-target", ROUTE_AND_INGRESS, "string", "other"],
    ["set-forwarded-headers", ROUTE_AND_INGRESS, "enum", "other"],
    ["termination", INGRESS, "enum", "encryption"],
    ["timeout", ROUTE_AND_INGRESS, "duration", "other"],
    ["timeout-tunnel", ROUTE_AND_INGRESS, "duration", "other"],
  ],
});
