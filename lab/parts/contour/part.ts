import { installProgram } from "../go.ts";
import type { Part } from "../part.ts";

const VERSION = "1.33.8";
export const MODULE = "github.com/projectcontour/contour";

/** Contour's own program, from its Go module: about three minutes of a processor, once. */
export const part: Part = {
  id: "contour",
  title: "Contour",
  version: VERSION,
  needed: false,
  from: `the Go module ${MODULE}`,
  files: ["contour"],
  bring: (folder) => installProgram(`${MODULE}/cmd/contour`, VERSION, folder),
};
