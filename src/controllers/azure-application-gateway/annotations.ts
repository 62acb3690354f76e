import { namesTable } from "../unmodelled.ts";

const INGRESS = ["Ingress"];

/** Annotations of Application Gateway Ingress Controller. */
export const ANNOTATIONS = namesTable({
  prefixes: ["appgw.ingress.kubernetes.io/"],
  source: "docs/annotations.md",
  rows: [
    ["appgw-ssl-certificate", INGRESS, "string", "encryption"],
    ["appgw-ssl-profile", INGRESS, "string", "encryption"],
    ["appgw-trusted-root-certificate", INGRESS, "string", "encryption"],
    ["backend-hostname", INGRESS, "string", "encryption"],
    ["backend-path-prefix", INGRESS, "string", "other"],
    ["backend-protocol", INGRESS, "string", "encryption"],
    ["connection-draining", INGRESS, "bool", "other"],
    ["connection-draining-timeout", INGRESS, "int", "other"],
    ["cookie-based-affinity", INGRESS, "bool", "other"],
    ["cookie-based-affinity-distinct-name", INGRESS, "list", "other"],
    ["health-probe-hostname", INGRESS, "string", "other"],
    ["health-probe-interval", INGRESS, "int", "other"],
    ["health-probe-path", INGRESS, "string", "other"],
    ["health-probe-port", INGRESS, "int", "other"],
    ["health-probe-status-codes", INGRESS, "string", "other"],
    ["health-probe-timeout", INGRESS, "int", "other"],
    ["health-probe-unhealthy-threshold", INGRESS, "int", "other"],
    ["hostname-extension", INGRESS, "string", "other"],
    ["override-frontend-port", INGRESS, "string", "other"],
    ["request-timeout", INGRESS, "int", "other"],
    ["rewrite-rule-set", INGRESS, "string", "other"],
    ["rewrite-rule-set-custom-resource", INGRESS, "string", "other"],
    ["rule-priority", INGRESS, "list", "other"],
    ["ssl-redirect", INGRESS, "bool", "redirect"],
    ["use-private-ip", INGRESS, "bool", "other"],
    ["waf-policy-for-path", INGRESS, "string", "access"],
  ],
});
