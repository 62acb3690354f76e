import { goEnvironment } from "../go.ts";
import type { Part } from "../part.ts";
import { run } from "../tools.ts";

const VERSION = "1.9.1";
export const MODULE = "github.com/envoyproxy/gateway";

/** Envoy Gateway's own program, from its Go module: about seven minutes of a processor, once. */
export const part: Part = {
  id: "envoy-gateway",
  title: "Envoy Gateway",
  version: VERSION,
  needed: false,
  from: `the Go module ${MODULE}`,
  files: ["envoy-gateway"],
  async bring(folder) {
    const env = { ...(await goEnvironment()), GOFLAGS: "-buildvcs=false", GOBIN: folder };
    const build = ["install", "-trimpath", "-ldflags", "-s -w"];
    await run("go", [...build, `${MODULE}/cmd/envoy-gateway@v${VERSION}`], { env });
  },
};
