import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { downloadModule } from "../go.ts";
import type { Part } from "../part.ts";

const MODULE = "github.com/cert-manager/cert-manager";
const VERSION = "1.21.2";

export const part: Part = {
  id: "crds-cert-manager",
  title: "cert-manager's custom resource definitions",
  version: VERSION,
  needed: false,
  from: `the Go module ${MODULE}`,
  files: ["crds.yaml"],
  async bring(folder) {
    const { Dir } = await downloadModule(MODULE, `v${VERSION}`);
    const from = join(Dir, "deploy/crds");
    const names = (await readdir(from)).filter((name) => name.endsWith(".yaml")).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(from, name), "utf8")));
    await writeFile(join(folder, "crds.yaml"), texts.join("\n---\n"));
  },
};
