import { evidence } from "../../../model/evidence.ts";
import type { KubeObject } from "../../../model/objects.ts";
import { annotation, text } from "../../../model/read.ts";
import type { Evidence } from "../../../model/report.ts";
import { admittedClass } from "../../claims.ts";
import { FACTS } from "../facts.ts";
import type { TraefikWorld } from "../traefik-world.ts";

const PROVIDER = "providers.kubernetesingressnginx";
const LEGACY = "kubernetes.io/ingress.class";

/**
 * Whether the look-alike provider serves an Ingress, with the reason. Where no IngressClass is its own, class names are
 * not looked at. Source: shouldProcess in pkg/provider/kubernetes/ingress-nginx/build.go.
 */
export function claimsNginxClass(traefik: TraefikWorld, ingress: KubeObject): Evidence[] | null {
  const { world, config } = traefik;
  const watched = config.text(`${PROVIDER}.watchnamespace`) ?? "";
  if (watched !== "" && watched !== (ingress.namespace ?? "default")) return null;
  const controller = config.text(`${PROVIDER}.controllerclass`) || "k8s.io/ingress-nginx";
  const name = config.text(`${PROVIDER}.ingressclass`) || "nginx";
  const byName = config.flag(`${PROVIDER}.ingressclassbyname`);
  const classes = world.inventory
    .all("IngressClass.networking.k8s.io")
    .filter((item) => text(item.body, "spec", "controller") === controller || (byName && item.name === name));
  const className = admittedClass(world, ingress);
  if (className !== null && (classes.length > 0 || !world.inventory.whole)) {
    const found = classes.find((item) => item.name === className);
    return found === undefined ? null : [evidence(FACTS.nginxProvider, found, ["spec", "controller"])];
  }
  const legacy = annotation(ingress, LEGACY);
  if (legacy !== undefined) {
    return legacy === name ? [evidence(FACTS.nginxProvider, ingress, ["metadata", "annotations", LEGACY])] : null;
  }
  return config.flag(`${PROVIDER}.watchingresswithoutclass`)
    ? [evidence(FACTS.nginxProvider, ingress, ["spec"])]
    : null;
}
