import { namesTable } from "../unmodelled.ts";

const INGRESS = ["Ingress"];
const SERVICE_AND_INGRESS = ["Service", "Ingress"];

/** Annotations of Emissary-ingress. */
export const ANNOTATIONS = namesTable({
  prefixes: ["getambassador.io/"],
  source: "python/ambassador/src/ambassador",
  partial: true,
  rows: [
    ["ambassador-id", INGRESS, "string", "other"],
    ["config", SERVICE_AND_INGRESS, "json", "encryption"],
  ],
});
