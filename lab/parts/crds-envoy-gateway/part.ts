import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MODULE, part as envoyGateway } from "../envoy-gateway/part.ts";
import { downloadModule } from "../go.ts";
import type { Part } from "../part.ts";

export const part: Part = {
  id: "crds-envoy-gateway",
  title: "Envoy Gateway's custom resource definitions",
  version: envoyGateway.version,
  needed: false,
  from: `the Go module ${MODULE}`,
  files: ["crds.yaml"],
  async bring(folder) {
    const { Dir } = await downloadModule(MODULE, `v${envoyGateway.version}`);
    const source = join(Dir, "charts/gateway-helm/charts/crds/crds/generated");
    const files = (await readdir(source)).sort();
    const texts = await Promise.all(files.map((file) => readFile(join(source, file), "utf8")));
    await writeFile(join(folder, "crds.yaml"), texts.map((text) => `---\n${text}\n`).join(""));
  },
};
