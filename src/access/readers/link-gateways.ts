import type { Inventory } from "../../inventory/inventory.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { list, text } from "../../model/read.ts";
import { anyAccount, anySecret, type Graph } from "./graph.ts";
import { coveredSecret } from "./link-places.ts";
import { accountKey } from "./pods.ts";

const GATEWAY_API = "gateway.networking.k8s.io";
/** Where Cilium keeps copies of what its proxies serve, unless its settings say otherwise. */
const CILIUM_SECRETS = "cilium-secrets";

interface Reference {
  readonly gateway: KubeObject;
  readonly path: FieldPath;
  readonly namespace: string;
  readonly name: string;
}

/** Leads to Secrets that a gateway's controller hands to its proxies, whatever RBAC says of those. */
export function linkGateways(graph: Graph, inventory: Inventory): void {
  for (const gateway of inventory.all(`Gateway.${GATEWAY_API}`)) {
    const className = text(gateway.body, "spec", "gatewayClassName") ?? "";
    const controller = controllerOf(className, inventory);
    if (controller === null) continue;
    for (const reference of references(gateway)) {
      if (reference.namespace !== gateway.namespace && !isGranted(reference, inventory)) continue;
      if (controller === "istio") linkIstio(graph, reference, className);
      else linkCilium(graph, reference);
    }
  }
}

function controllerOf(className: string, inventory: Inventory): "istio" | "cilium" | null {
  const found = inventory.find(`GatewayClass.${GATEWAY_API}`, null, className);
  const name = found === undefined ? null : text(found.body, "spec", "controllerName");
  if (name === "istio.io/gateway-controller" || (found === undefined && className === "istio")) return "istio";
  if (name === "io.cilium/gateway-controller" || (found === undefined && className === "cilium")) return "cilium";
  return null;
}

function references(gateway: KubeObject): Reference[] {
  return list(gateway.body, "spec", "listeners").flatMap((listener, at) =>
    list(listener, "tls", "certificateRefs").flatMap((reference, index) => {
      const name = text(reference, "name");
      if (name === undefined || (text(reference, "kind") ?? "Secret") !== "Secret") return [];
      const namespace = text(reference, "namespace") ?? gateway.namespace ?? "";
      return [{ gateway, name, namespace, path: ["spec", "listeners", at, "tls", "certificateRefs", index] }];
    }),
  );
}

function isGranted({ gateway, namespace, name }: Reference, inventory: Inventory): boolean {
  return inventory
    .all(`ReferenceGrant.${GATEWAY_API}`)
    .some(
      (grant) =>
        grant.namespace === namespace &&
        list(grant.body, "spec", "from").some(
          (from) => text(from, "kind") === "Gateway" && text(from, "namespace") === gateway.namespace,
        ) &&
        list(grant.body, "spec", "to").some(
          (to) => text(to, "kind") === "Secret" && (text(to, "name") === undefined || text(to, "name") === name),
        ),
    );
}

/** The proxy proves only its namespace and ServiceAccount; that it is this Gateway's its labels say. */
function linkIstio(graph: Graph, { gateway, path, namespace, name }: Reference, className: string): void {
  const target = coveredSecret(graph, namespace, name);
  const there = gateway.namespace ?? "";
  const proxy = graph.node(accountKey(there, `${gateway.name}-${className}`), "principal");
  const edge = { permits: [], object: gateway, path } as const;
  graph.link(proxy, target, { ...edge, technique: "delivered" });
  // In the Secret's own namespace the same people mount it.
  if (there !== namespace) graph.link(graph.node(anyAccount(there)), target, { ...edge, technique: "asProxy" });
}

function linkCilium(graph: Graph, { gateway, path, namespace, name }: Reference): void {
  if (namespace === CILIUM_SECRETS) return;
  const target = coveredSecret(graph, namespace, name);
  const edge = { technique: "synced", permits: [], object: gateway, path } as const;
  graph.link(graph.node(anySecret(CILIUM_SECRETS)), target, edge);
}
