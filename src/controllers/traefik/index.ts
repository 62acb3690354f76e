import type { ControllerModule } from "../contract.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { declaredInstances, GATEWAY_CONTROLLER, IMAGES, supposedInstance } from "./instance.ts";

/** Traefik: Ingress, its custom resources, the Gateway API, and the provider that reads ingress-nginx's annotations. */
export const controller: ControllerModule = {
  id: "traefik",
  title: "Traefik",
  ingressClassControllers: ["traefik.io/ingress-controller"],
  conventionalClasses: ["traefik", "traefik-internal", "traefik-external"],
  images: IMAGES,
  annotations: ANNOTATIONS,
  gatewayControllers: [GATEWAY_CONTROLLER],
  conventionalGatewayClasses: ["traefik"],
  ownKinds: [
    "IngressRoute.traefik.io",
    "IngressRoute.traefik.containo.us",
    "IngressRouteTCP.traefik.io",
    "IngressRouteTCP.traefik.containo.us",
  ],
  instances: declaredInstances,
  assumed: supposedInstance,
};
