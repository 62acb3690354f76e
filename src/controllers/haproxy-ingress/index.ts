import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";

export const controller = unmodelled({
  id: "haproxy-ingress",
  title: "HAProxy Ingress (jcmoraisjr)",
  ingressClassControllers: ["haproxy-ingress.github.io/controller*"],
  conventionalClasses: ["haproxy-ingress"],
  images: [/(?:^|\/)jcmoraisjr\/haproxy-ingress$/],
  annotations: ANNOTATIONS,
});
