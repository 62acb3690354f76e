import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";

export const controller = unmodelled({
  id: "haproxytech",
  title: "HAProxy Kubernetes Ingress (HAProxy Technologies)",
  ingressClassControllers: ["haproxy.org/ingress-controller*"],
  conventionalClasses: ["haproxytech"],
  images: [/(?:^|\/)haproxytech\/kubernetes-ingress$/],
  annotations: ANNOTATIONS,
});
