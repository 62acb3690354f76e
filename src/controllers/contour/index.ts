import { unmodelled } from "../unmodelled.ts";
import { ANNOTATIONS } from "./annotations.ts";

export const controller = unmodelled({
  id: "contour",
  title: "Contour",
  ingressClassControllers: ["projectcontour.io/*"],
  conventionalClasses: ["contour"],
  images: [/(?:^|\/)projectcontour\/contour$/, /(?:^|\/)bitnami\/contour$/],
  annotations: ANNOTATIONS,
});
