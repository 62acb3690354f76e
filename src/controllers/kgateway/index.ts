import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { GATEWAYS } from "./gateway.ts";

export const controller = unmodelled({
  id: "kgateway",
  title: "kgateway",
  ingressClassControllers: [],
  conventionalClasses: [],
  images: [/(?:^|\/)kgateway-dev\/kgateway$/],
  annotations: ANNOTATIONS,
  gateways: GATEWAYS,
});
