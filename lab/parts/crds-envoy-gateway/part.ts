import { definitions } from "../definitions.ts";
import { MODULE, part as envoyGateway } from "../envoy-gateway/part.ts";

export const part = definitions({
  id: "crds-envoy-gateway",
  of: "Envoy Gateway's",
  version: envoyGateway.version,
  module: MODULE,
  path: "charts/gateway-helm/charts/crds/crds/generated",
});
