import { installProgram } from "../go.ts";
import type { Part } from "../part.ts";

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
  bring: (folder) => installProgram(`${MODULE}/cmd/envoy-gateway`, VERSION, folder),
};
