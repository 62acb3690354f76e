import { namesTable } from "../unmodelled.ts";

const INGRESS_AND_GATEWAY = ["Ingress", "Gateway"];

/** Annotations of Application Gateway for Containers. */
export const ANNOTATIONS = namesTable({
  prefixes: ["alb.networking.azure.io/"],
  source: "learn.microsoft.com azure/application-gateway/for-containers",
  partial: true,
  rows: [
    ["alb-frontend", INGRESS_AND_GATEWAY, "string", "other"],
    ["alb-id", INGRESS_AND_GATEWAY, "string", "other"],
    ["alb-ingress-extension", INGRESS_AND_GATEWAY, "string", "encryption"],
    ["alb-name", INGRESS_AND_GATEWAY, "string", "other"],
    ["alb-namespace", INGRESS_AND_GATEWAY, "string", "other"],
  ],
});
