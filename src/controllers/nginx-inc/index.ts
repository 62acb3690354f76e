import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";

export const controller = unmodelled({
  id: "nginx-inc",
  title: "NGINX Ingress Controller (F5)",
  ingressClassControllers: ["nginx.org/ingress-controller"],
  conventionalClasses: ["nginx-org", "nginx-plus"],
  sharedClasses: ["nginx"],
  images: [/(?:^|\/)nginx\/nginx-ingress$/, /(?:^|\/)nginx-ic\/nginx-plus-ingress$/],
  annotations: ANNOTATIONS,
});
