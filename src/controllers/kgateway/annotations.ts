import { namesTable } from "../unmodelled.ts";

/** kgateway decides TLS by its own kinds and reads no annotations for it. */
export const ANNOTATIONS = namesTable({
  prefixes: ["kgateway.dev/"],
  partial: true,
  source: "kgateway-dev/kgateway api/v1alpha1/backend_config_policy_types.go",
  rows: [],
});
