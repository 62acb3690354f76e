import type { ControllerModule } from "../contract.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { CONTROLLER_NAME } from "./config.ts";
import { declaredInstances, IMAGES, supposedInstance } from "./instance.ts";

/** Envoy Gateway: the Gateway API with its own Backend, ClientTrafficPolicy and EnvoyProxy. */
export const controller: ControllerModule = {
  id: "envoy-gateway",
  title: "Envoy Gateway",
  ingressClassControllers: [],
  conventionalClasses: [],
  images: IMAGES,
  annotations: ANNOTATIONS,
  gatewayControllers: [CONTROLLER_NAME],
  conventionalGatewayClasses: ["eg", "envoy-gateway", "envoy"],
  instances: declaredInstances,
  assumed: supposedInstance,
};
