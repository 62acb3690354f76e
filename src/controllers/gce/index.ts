import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";

export const controller = unmodelled({
  id: "gce",
  title: "GKE Ingress",
  ingressClassControllers: ["k8s.io/ingress-gce"],
  conventionalClasses: ["gce", "gce-internal"],
  images: [],
  annotations: ANNOTATIONS,
});
