import { definitions } from "../definitions.ts";

export const part = definitions({
  id: "crds-cert-manager",
  of: "cert-manager's",
  version: "1.21.2",
  module: "github.com/cert-manager/cert-manager",
  path: "deploy/crds",
});
