import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";

export const controller = unmodelled({
  id: "emissary",
  title: "Emissary-ingress",
  ingressClassControllers: ["getambassador.io/ingress-controller"],
  conventionalClasses: ["ambassador"],
  images: [/(?:^|\/)emissary$/],
  annotations: ANNOTATIONS,
});
