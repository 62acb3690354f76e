import type { ControllerModule } from "../contract.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { declaredInstances, GATEWAY_CONTROLLER, IMAGES, supposedInstance } from "./instance.ts";

/** Contour: Ingress, HTTPProxy, and the Gateway API. */
export const controller: ControllerModule = {
  id: "contour",
  title: "Contour",
  ingressClassControllers: ["projectcontour.io/*"],
  conventionalClasses: ["contour"],
  images: IMAGES,
  annotations: ANNOTATIONS,
  gatewayControllers: [GATEWAY_CONTROLLER],
  conventionalGatewayClasses: ["contour"],
  ownKinds: ["HTTPProxy.projectcontour.io"],
  instances: declaredInstances,
  assumed: supposedInstance,
};
