import { namesTable } from "../unmodelled.ts";

/** NGINX Gateway Fabric reads options of listeners and no annotations. */
export const ANNOTATIONS = namesTable({
  prefixes: [],
  partial: true,
  source: "nginx/nginx-gateway-fabric internal/controller/state/graph/gateway_listener.go",
  rows: [],
});
