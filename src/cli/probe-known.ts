import type { Inventory } from "../inventory/inventory.ts";
import type { KubeObject } from "../model/objects.ts";
import { fields, groupOf, list, refOf, text } from "../model/read.ts";
import type { ObjectRef, Report, Route } from "../model/report.ts";
import { openX509 } from "../model/x509.ts";
import type { Known, Place } from "../probe/contract.ts";

/** What a probe needs to know beside the report: certificates to compare with, addresses to connect to. */
export function knownOf(inventory: Inventory, report: Report): Known {
  return {
    certificates: inventory.all("Secret.").flatMap((secret) => {
      const fingerprint = fingerprintOf(secret.secret?.pem["tls.crt"]);
      return fingerprint === null ? [] : [{ secret: `${secret.namespace}/${secret.name}`, fingerprint }];
    }),
    addresses: new Map(report.routes.map((route) => [route.id, addressesOf(route, inventory)])),
  };
}

/** Of the first certificate, which is the one that is served. */
function fingerprintOf(pem: string | undefined): string | null {
  const certificate = pem === undefined ? null : openX509(pem);
  return certificate?.fingerprint256.replaceAll(":", "").toLowerCase() ?? null;
}

/** The status of the route's own object, else of its Gateways, else of the Services in front of its controller. */
function addressesOf(route: Route, inventory: Inventory): Place[] {
  const own = objectOf(route.object, inventory);
  const ways = [
    () => (own === undefined ? [] : [own]),
    () => (own === undefined ? [] : gatewaysOf(own, inventory)),
    () => servicesBefore(route, inventory),
  ];
  for (const way of ways) {
    const places = way().flatMap(statusOf);
    if (places.length > 0) return places;
  }
  return [];
}

export function objectOf(
  { apiVersion, kind, namespace, name }: ObjectRef,
  inventory: Inventory,
): KubeObject | undefined {
  return inventory.find(`${kind}.${groupOf(apiVersion)}`, namespace, name);
}

function statusOf(object: KubeObject): Place[] {
  const { kind, namespace, name } = refOf(object);
  const from = `the status of ${kind} ${namespace}/${name}`;
  const status = fields(object.body, "status");
  const balancer = list(status, "loadBalancer", "ingress").map((item) => text(item, "ip") ?? text(item, "hostname"));
  const gateway = list(status, "addresses").map((item) => text(item, "value"));
  return [...balancer, ...gateway].flatMap((at) => (at === undefined || at === "" ? [] : { at, from }));
}

function gatewaysOf(route: KubeObject, inventory: Inventory): KubeObject[] {
  return list(route.body, "spec", "parentRefs").flatMap((parent) => {
    const namespace = text(parent, "namespace") ?? route.namespace;
    const name = text(parent, "name");
    if (name === undefined || (text(parent, "kind") ?? "Gateway") !== "Gateway") return [];
    return inventory.find("Gateway.gateway.networking.k8s.io", namespace, name) ?? [];
  });
}

const WORKLOADS: readonly string[] = ["Deployment", "DaemonSet", "StatefulSet"];

/** Services of type LoadBalancer that select the pods of the workload that runs the route's controller. */
function servicesBefore({ controller }: Route, inventory: Inventory): KubeObject[] {
  const workloads = controller.because
    .map(({ object }) => object)
    .filter((object) => object !== null && WORKLOADS.includes(object.kind));
  return workloads.flatMap((workload) => {
    const found = workload === null ? undefined : objectOf(workload, inventory);
    if (found === undefined) return [];
    const labels = fields(found.body, "spec", "template", "metadata", "labels");
    return inventory.all("Service.").filter((service) => {
      const selector = Object.entries(fields(service.body, "spec", "selector"));
      const balances = service.namespace === found.namespace && text(service.body, "spec", "type") === "LoadBalancer";
      return balances && selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
    });
  });
}
