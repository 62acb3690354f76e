import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";

export const controller = unmodelled({
  id: "kong",
  title: "Kong",
  ingressClassControllers: ["ingress-controllers.konghq.com/kong*"],
  conventionalClasses: ["kong"],
  images: [/(?:^|\/)kong\/kubernetes-ingress-controller$/],
  annotations: ANNOTATIONS,
});
