import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { downloadModule } from "../go.ts";
import type { Part } from "../part.ts";

/** The newest tag that the module proxy has; the same ten kinds as 3.7.15 reads. */
const VERSION = "3.7.13";

export const part: Part = {
  id: "crds-traefik",
  title: "Traefik's custom resource definitions",
  version: VERSION,
  needed: false,
  from: "the Go module github.com/traefik/traefik/v3",
  files: ["crds.yaml"],
  async bring(folder) {
    const { Dir } = await downloadModule("github.com/traefik/traefik/v3", `v${VERSION}`);
    const file = "docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml";
    await copyFile(join(Dir, file), join(folder, "crds.yaml"));
  },
};
