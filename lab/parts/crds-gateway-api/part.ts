import { definitions } from "../definitions.ts";
import { MODULE, part as envoyGateway } from "../envoy-gateway/part.ts";

/**
 * The experimental channel as Envoy Gateway brings it: it still serves BackendTLSPolicy v1alpha3 and TLSRoute v1alpha2,
 * which Contour reads.
 */
export const part = definitions({
  id: "crds-gateway-api",
  of: "the Gateway API's",
  version: "1.6.1",
  module: MODULE,
  moduleVersion: envoyGateway.version,
  path: "charts/gateway-helm/charts/crds/crds/gatewayapi-crds.yaml",
});
