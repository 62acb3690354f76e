import { MODULE, part as contour } from "../contour/part.ts";
import { definitions } from "../definitions.ts";

export const part = definitions({
  id: "crds-contour",
  of: "Contour's",
  version: contour.version,
  module: MODULE,
  path: "examples/contour/01-crds.yaml",
});
