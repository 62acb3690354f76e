import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";

export const controller = unmodelled({
  id: "openshift-router",
  title: "OpenShift router",
  ingressClassControllers: ["openshift.io/ingress-to-route"],
  conventionalClasses: ["openshift-default"],
  images: [/(?:^|\/)origin-haproxy-router$/],
  annotations: ANNOTATIONS,
});
