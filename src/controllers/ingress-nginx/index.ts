import type { ControllerModule } from "../contract.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { declaredInstances, IMAGES, supposedInstance } from "./instance.ts";

/** The controller of the Kubernetes project (kubernetes/ingress-nginx), retired in March 2026 with 1.15.1. */
export const controller: ControllerModule = {
  id: "ingress-nginx",
  title: "ingress-nginx",
  ingressClassControllers: ["k8s.io/ingress-nginx"],
  conventionalClasses: [
    "nginx",
    "ingress-nginx",
    "nginx-internal",
    "nginx-external",
    "internal-nginx",
    "external-nginx",
  ],
  images: IMAGES,
  annotations: ANNOTATIONS,
  instances: declaredInstances,
  assumed: supposedInstance,
};
