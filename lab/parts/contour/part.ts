import { goEnvironment } from "../go.ts";
import type { Part } from "../part.ts";
import { run } from "../tools.ts";

const VERSION = "1.33.8";
const MODULE = "github.com/projectcontour/contour";

/** Contour's own program, from its Go module: about three minutes of a processor, once. */
export const part: Part = {
  id: "contour",
  title: "Contour",
  version: VERSION,
  needed: false,
  from: `the Go module ${MODULE}`,
  files: ["contour"],
  async bring(folder) {
    const env = { ...(await goEnvironment()), GOFLAGS: "-buildvcs=false", GOBIN: folder };
    await run("go", ["install", "-trimpath", "-ldflags", "-s -w", `${MODULE}/cmd/contour@v${VERSION}`], { env });
  },
};
