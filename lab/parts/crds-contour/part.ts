import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { MODULE, part as contour } from "../contour/part.ts";
import { downloadModule } from "../go.ts";
import type { Part } from "../part.ts";

export const part: Part = {
  id: "crds-contour",
  title: "Contour's custom resource definitions",
  version: contour.version,
  needed: false,
  from: `the Go module ${MODULE}`,
  files: ["crds.yaml"],
  async bring(folder) {
    const { Dir } = await downloadModule(MODULE, `v${contour.version}`);
    await copyFile(join(Dir, "examples/contour/01-crds.yaml"), join(folder, "crds.yaml"));
  },
};
