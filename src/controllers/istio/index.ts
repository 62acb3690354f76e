import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { GATEWAYS } from "./gateway.ts";

export const controller = unmodelled({
  id: "istio",
  title: "Istio",
  ingressClassControllers: ["istio.io/ingress-controller"],
  conventionalClasses: ["istio"],
  images: [/(?:^|\/)istio\/pilot$/],
  annotations: ANNOTATIONS,
  gateways: GATEWAYS,
});
