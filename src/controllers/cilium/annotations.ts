import { namesTable } from "../unmodelled.ts";

const INGRESS = ["Ingress"];

/** Annotations of Cilium. */
export const ANNOTATIONS = namesTable({
  prefixes: ["ingress.cilium.io/"],
  source: "operator/pkg/ingress/annotations/annotations.go",
  rows: [
    ["force-https", INGRESS, "bool", "encryption"],
    ["host-listener-port", INGRESS, "int", "other"],
    ["http-host-port", INGRESS, "string", "other"],
    ["insecure-node-port", INGRESS, "int", "other"],
    ["loadbalancer-class", INGRESS, "string", "other"],
    ["loadbalancer-mode", INGRESS, "enum", "other"],
    ["request-timeout", INGRESS, "duration", "other"],
    ["secure-node-port", INGRESS, "int", "other"],
    ["service-external-traffic-policy", INGRESS, "enum", "other"],
    ["service-type", INGRESS, "enum", "other"],
    ["tcp-keep-alive", INGRESS, "string", "other"],
    ["tcp-keep-alive-idle", INGRESS, "string", "other"],
    ["tcp-keep-alive-probe-interval", INGRESS, "string", "other"],
    ["tcp-keep-alive-probe-max-failures", INGRESS, "string", "other"],
    ["tls-passthrough", INGRESS, "bool", "encryption"],
    ["tls-passthrough-host-port", INGRESS, "string", "encryption"],
    ["websocket", INGRESS, "string", "other"],
  ],
});
