import type { Inventory } from "../inventory/inventory.ts";
import type { ControllerModule } from "./contract.ts";

/** Kinds beside Ingress that declare routes for some controller, as `Kind.group`. */
const ROUTE_KINDS = [
  "HTTPRoute.gateway.networking.k8s.io",
  "GRPCRoute.gateway.networking.k8s.io",
  "TLSRoute.gateway.networking.k8s.io",
  "TCPRoute.gateway.networking.k8s.io",
  "HTTPProxy.projectcontour.io",
  "VirtualServer.k8s.nginx.org",
  "VirtualServerRoute.k8s.nginx.org",
  "TransportServer.k8s.nginx.org",
  "VirtualService.networking.istio.io",
  "Route.route.openshift.io",
  "Mapping.getambassador.io",
  "TCPMapping.getambassador.io",
  "ApisixRoute.apisix.apache.org",
  "TCPIngress.configuration.konghq.com",
  "TCP.ingress.v3.haproxy.org",
  "IngressRoute.traefik.io",
  "IngressRouteTCP.traefik.io",
];

/** Objects that declare routes which no controller module reads, by kind: they are named, since a count of routes hides them. */
export function unjudged(inventory: Inventory, modules: readonly ControllerModule[]): Record<string, number> {
  const judged = new Set(modules.flatMap((module) => module.ownKinds ?? []));
  const counts = ROUTE_KINDS.filter((kind) => !judged.has(kind)).map(
    (kind) => [kind, inventory.all(kind).length] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
