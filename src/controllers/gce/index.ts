import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { GATEWAYS } from "./gateway.ts";

export const controller = unmodelled({
  id: "gce",
  title: "GKE Ingress",
  ingressClassControllers: ["k8s.io/ingress-gce"],
  conventionalClasses: ["gce", "gce-internal"],
  images: [],
  annotations: ANNOTATIONS,
  gateways: GATEWAYS,
});
