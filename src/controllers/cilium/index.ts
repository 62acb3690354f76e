import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { GATEWAYS } from "./gateway.ts";

export const controller = unmodelled({
  id: "cilium",
  title: "Cilium",
  ingressClassControllers: ["cilium.io/ingress-controller"],
  conventionalClasses: ["cilium"],
  images: [/(?:^|\/)cilium\/operator(?:-\w+)?$/],
  annotations: ANNOTATIONS,
  gateways: GATEWAYS,
});
