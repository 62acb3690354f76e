import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";

export const controller = unmodelled({
  id: "apisix",
  title: "APISIX",
  ingressClassControllers: ["apisix.apache.org/apisix-ingress*"],
  conventionalClasses: ["apisix"],
  images: [/(?:^|\/)apache\/apisix-ingress-controller$/],
  annotations: ANNOTATIONS,
});
