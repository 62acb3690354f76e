import { namesTable } from "../unmodelled.ts";

/** Envoy Gateway takes annotations of routes with this prefix along to its own extensions, and decides nothing by them. */
export const ANNOTATIONS = namesTable({
  prefixes: ["gateway.envoyproxy.io/"],
  partial: true,
  source: "envoyproxy/gateway internal/gatewayapi/route.go",
  rows: [],
});
