import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { MODULE, part as envoyGateway } from "../envoy-gateway/part.ts";
import { downloadModule } from "../go.ts";
import type { Part } from "../part.ts";

/**
 * The experimental channel as Envoy Gateway brings it: it still serves BackendTLSPolicy v1alpha3 and TLSRoute v1alpha2,
 * which Contour reads.
 */
export const part: Part = {
  id: "crds-gateway-api",
  title: "the Gateway API's custom resource definitions",
  version: "1.6.1",
  needed: false,
  from: `the Go module ${MODULE}`,
  files: ["crds.yaml"],
  async bring(folder) {
    const { Dir } = await downloadModule(MODULE, `v${envoyGateway.version}`);
    await copyFile(join(Dir, "charts/gateway-helm/charts/crds/crds/gatewayapi-crds.yaml"), join(folder, "crds.yaml"));
  },
};
