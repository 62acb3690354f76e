import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { GATEWAYS } from "./gateway.ts";

export const controller = unmodelled({
  id: "nginx-gateway-fabric",
  title: "NGINX Gateway Fabric",
  ingressClassControllers: [],
  conventionalClasses: [],
  images: [/(?:^|\/)nginx\/nginx-gateway-fabric$/, /(?:^|\/)nginxinc\/nginx-gateway-fabric$/],
  annotations: ANNOTATIONS,
  gateways: GATEWAYS,
});
