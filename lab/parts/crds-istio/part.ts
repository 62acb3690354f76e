import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { downloadModule } from "../go.ts";
import type { Part } from "../part.ts";

const MODULE = "istio.io/api";
const VERSION = "1.31.4";

export const part: Part = {
  id: "crds-istio",
  title: "Istio's custom resource definitions",
  version: VERSION,
  needed: false,
  from: `the Go module ${MODULE}`,
  files: ["crds.yaml"],
  async bring(folder) {
    const { Dir } = await downloadModule(MODULE, `v${VERSION}`);
    await copyFile(join(Dir, "kubernetes/customresourcedefinitions.gen.yaml"), join(folder, "crds.yaml"));
  },
};
