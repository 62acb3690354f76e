import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { GATEWAYS } from "./gateway.ts";

export const controller = unmodelled({
  id: "azure-application-gateway-for-containers",
  title: "Application Gateway for Containers",
  ingressClassControllers: ["alb.networking.azure.io/*"],
  conventionalClasses: ["azure-alb-external"],
  images: [/(?:^|\/)alb-controller$/],
  annotations: ANNOTATIONS,
  gateways: GATEWAYS,
});
