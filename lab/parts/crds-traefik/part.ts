import { definitions } from "../definitions.ts";

/** The newest tag that the module proxy has; the same ten kinds as 3.7.15 reads. */
export const part = definitions({
  id: "crds-traefik",
  of: "Traefik's",
  version: "3.7.13",
  module: "github.com/traefik/traefik/v3",
  path: "docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml",
});
