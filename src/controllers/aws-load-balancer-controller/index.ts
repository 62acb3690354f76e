import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { GATEWAYS } from "./gateway.ts";

export const controller = unmodelled({
  id: "aws-load-balancer-controller",
  title: "AWS Load Balancer Controller",
  ingressClassControllers: ["ingress.k8s.aws/alb"],
  conventionalClasses: ["alb"],
  images: [/(?:^|\/)aws-load-balancer-controller$/],
  annotations: ANNOTATIONS,
  gateways: GATEWAYS,
});
