import { definitions } from "../definitions.ts";

export const part = definitions({
  id: "crds-istio",
  of: "Istio's",
  version: "1.31.4",
  module: "istio.io/api",
  path: "kubernetes/customresourcedefinitions.gen.yaml",
});
