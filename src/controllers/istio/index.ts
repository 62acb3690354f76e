import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";

export const controller = unmodelled({
  id: "istio",
  title: "Istio",
  ingressClassControllers: ["istio.io/ingress-controller"],
  conventionalClasses: ["istio"],
  images: [/(?:^|\/)istio\/pilot$/],
  annotations: ANNOTATIONS,
});
