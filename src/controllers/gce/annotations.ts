import { namesTable } from "../unmodelled.ts";

const SERVICE = ["Service"];
const INGRESS = ["Ingress"];

/** Annotations of GKE Ingress. */
export const ANNOTATIONS = namesTable({
  prefixes: ["networking.gke.io/", "ingress.gcp.kubernetes.io/"],
  source: "pkg/annotations/ingress.go",
  partial: true,
  rows: [
    ["custom-forwarding-rule", SERVICE, "string", "other"],
    ["instance-groups", INGRESS, "list", "other"],
    ["ip-collection-v6", SERVICE, "string", "other"],
    ["l4-strong-session-affinity", SERVICE, "string", "other"],
    ["load-balancer-ip-addresses", SERVICE, "list", "other"],
    ["load-balancer-subnet", SERVICE, "string", "other"],
    ["load-balancer-type", SERVICE, "enum", "other"],
    ["managed-certificates", INGRESS, "list", "encryption"],
    ["pre-shared-cert", INGRESS, "list", "encryption"],
    ["suppress-firewall-xpn-error", INGRESS, "bool", "other"],
    ["transparent-health-checker", SERVICE, "json", "other"],
    ["v1beta1.FrontendConfig", INGRESS, "string", "encryption"],
    ["weighted-load-balancing", SERVICE, "string", "other"],
  ],
});
