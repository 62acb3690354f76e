import { controller as contour } from "./contour.ts";
import type { LabController } from "./controller.ts";
import { controller as envoyGateway } from "./envoy-gateway.ts";
import { controller as ingressNginx } from "./ingress-nginx.ts";
import { controller as traefik } from "./traefik.ts";

export const CONTROLLERS: readonly LabController[] = [traefik, ingressNginx, envoyGateway, contour];
