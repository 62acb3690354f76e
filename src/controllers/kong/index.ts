import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { GATEWAYS } from "./gateway.ts";

export const controller = unmodelled({
  id: "kong",
  title: "Kong",
  ingressClassControllers: ["ingress-controllers.konghq.com/kong*"],
  conventionalClasses: ["kong"],
  images: [/(?:^|\/)kong\/kubernetes-ingress-controller$/],
  annotations: ANNOTATIONS,
  gateways: GATEWAYS,
});
