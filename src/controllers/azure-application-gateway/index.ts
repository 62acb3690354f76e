import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";

export const controller = unmodelled({
  id: "azure-application-gateway",
  title: "Application Gateway Ingress Controller",
  ingressClassControllers: ["azure/application-gateway"],
  conventionalClasses: ["azure/application-gateway", "azure-application-gateway"],
  images: [/(?:^|\/)azure-application-gateway\/kubernetes-ingress$/],
  annotations: ANNOTATIONS,
});
