import { isIP } from "node:net";
import { fields, integer, list, text } from "../../src/model/read.ts";
import type { Applied, Applier } from "./apply.ts";
import type { Backend } from "./backend.ts";
import { annotationOf, type Manifest, namespaceOf, nameOf } from "./manifests.ts";
import { writeHosts } from "./network.ts";

/** Addresses that lead to the backend. */
export interface Reachable {
  readonly addresses: readonly string[];
  readonly names: readonly string[];
  /** The endpoints that were written. */
  readonly written: readonly Applied[];
}

/**
 * Does what a cluster's controllers, proxy and DNS would: endpoints for every Service that selects pods, the backend
 * behind pod addresses and ClusterIPs, and names that resolve.
 */
export async function serveServices(
  applied: readonly Applied[],
  applier: Applier,
  backend: Backend,
  outside: ReadonlyMap<string, string>,
): Promise<Reachable> {
  const stored = applied.flatMap((item) => item.stored ?? []);
  const services = stored.filter((object) => object.kind === "Service" && object.apiVersion === "v1");
  const slices = stored.filter((object) => object.kind === "EndpointSlice");
  const addresses = new Set<string>();
  const hosts = new Map<string, string>();
  const taken = controllerPorts(stored);
  const written: Applied[] = [];
  let next = 10;
  const pods = new Map<string, string>();
  /** Each Service has pods of its own, so that it can be told who was asked; but for those that say otherwise. */
  const podsOf = (service: Manifest): string => {
    const key = `${namespaceOf(service)}/${annotationOf(service, PODS_OF) ?? nameOf(service)}`;
    const address = pods.get(key) ?? `10.97.0.${next++}`;
    pods.set(key, address);
    return address;
  };
  for (const service of services) {
    const id = `${namespaceOf(service)}/${nameOf(service)}`;
    const ports = list(service, "spec", "ports");
    if (text(service, "spec", "type") === "ExternalName") {
      const address = `10.97.1.${next++}`;
      const name = text(service, "spec", "externalName") ?? "";
      hosts.set(name, address);
      addresses.add(address);
      // Known by its own name as well as by the Service's.
      for (const port of ports.map((item) => integer(item, "port") ?? 0))
        for (const known of [id, `null/${name}`]) await backend.listen(address, port, known);
      continue;
    }
    const clusterIp = text(service, "spec", "clusterIP") ?? "None";
    if (clusterIp !== "None" && !isController(service, stored)) {
      addresses.add(clusterIp);
      for (const port of ports.map((item) => integer(item, "port") ?? 0)) {
        if (!taken.has(port)) await backend.listen(clusterIp, port, id);
      }
      for (const name of dnsNames(service)) hosts.set(name, clusterIp);
    }
    const own = slices.filter((slice) => belongsTo(slice, service));
    if (
      own.length === 0 &&
      Object.keys(fields(service, "spec", "selector")).length > 0 &&
      !isController(service, stored)
    ) {
      const slice = sliceOf(service, stored, podsOf(service));
      written.push(...(await applier.apply([slice])));
      own.push(slice);
    }
    for (const slice of own) {
      for (const endpoint of list(slice, "endpoints")) {
        const address = String(list(endpoint, "addresses")[0] ?? "");
        if (address === "") continue;
        addresses.add(address);
        for (const port of list(slice, "ports")) await backend.listen(address, integer(port, "port") ?? 0, id);
      }
    }
  }
  for (const { name, port } of stored.flatMap(outsidersOf)) {
    const address = outside.get(name) ?? name;
    if (hosts.has(name) && hosts.get(name) !== address) continue;
    if (isIP(name) === 0) hosts.set(name, address);
    addresses.add(address);
    await backend.listen(address, port, `null/${name}`);
  }
  writeHosts(hosts);
  return { addresses: [...addresses], names: [...hosts.keys()], written };
}

/**
 * An address for every name outside of the cluster. They resolve before anybody hears of them: who asks in vain asks again
 * only after a while.
 */
export function outsideAddresses(objects: readonly Manifest[]): Map<string, string> {
  const names = objects.flatMap(outsidersOf).flatMap(({ name }) => (isIP(name) > 0 ? [] : [name]));
  return new Map([...new Set(names)].map((name, index) => [name, `10.97.3.${index + 10}`]));
}

interface Outsider {
  readonly name: string;
  readonly port: number;
}

/** What is sent requests to beside Services: by annotations of an Ingress, or as a Backend of Envoy Gateway's. */
function outsidersOf(object: Manifest): Outsider[] {
  const annotations = Object.entries(fields(object, "metadata", "annotations"));
  const asked = annotations.flatMap(([key, value]) => {
    const url = /\/(?:auth-url|mirror-target)$/.test(key) ? URL.parse(String(value).replace(/\$.*$/, "")) : null;
    if (url === null) return [];
    return [{ name: url.hostname, port: Number(url.port) || (url.protocol === "https:" ? 443 : 80) }];
  });
  const endpoints = object.kind === "Backend" ? list(object, "spec", "endpoints") : [];
  const named = endpoints.flatMap((endpoint) => {
    const name = text(endpoint, "fqdn", "hostname") ?? text(endpoint, "ip", "address");
    const port = integer(endpoint, "fqdn", "port") ?? integer(endpoint, "ip", "port");
    return name === undefined || port === undefined ? [] : [{ name, port }];
  });
  return [...asked, ...named];
}

/**
 * Pods have ports of their own that no controller listens on: here both are processes on one machine. Nothing but the
 * endpoints says which port a pod listens on, so nobody notices.
 */
export function movePodPorts(objects: readonly Manifest[]): Manifest[] {
  return objects.map((object) => {
    if (object.kind !== "EndpointSlice") return object;
    const ports = list(object, "ports").map((port) => ({ ...fields(port), port: podPort(integer(port, "port") ?? 0) }));
    return { ...object, ports };
  });
}

function podPort(port: number): number {
  return 20_000 + (port % 20_000);
}

function belongsTo(slice: Manifest, service: Manifest): boolean {
  const name = text(slice, "metadata", "labels", "kubernetes.io/service-name");
  return name === nameOf(service) && namespaceOf(slice) === namespaceOf(service);
}

/** On a Service: the other Service of the namespace whose pods it leads to as well. */
const PODS_OF = "lab.lasthop.dev/pods-of";

const CONTROLLER_IMAGE = /traefik|ingress-nginx/;
/** nginx listens on loopback alone here. */
const LISTENS_EVERYWHERE = /traefik/;

/** A Service in front of a controller leads to the controller, which is a process here. */
function isController(service: Manifest, all: readonly Manifest[]): boolean {
  const selector = Object.entries(fields(service, "spec", "selector"));
  return all.some((object) => {
    const labels = fields(object, "spec", "template", "metadata", "labels");
    const containers = list(object, "spec", "template", "spec", "containers");
    return (
      containers.some((item) => CONTROLLER_IMAGE.test(text(item, "image") ?? "")) &&
      namespaceOf(object) === namespaceOf(service) &&
      selector.length > 0 &&
      selector.every(([key, value]) => labels[key] === value)
    );
  });
}

/** Ports that a controller listens on, on every address: nobody else can have them on a ClusterIP. */
function controllerPorts(all: readonly Manifest[]): Set<number> {
  const gateways = all
    .filter(({ kind }) => kind === "Gateway" || kind === "ListenerSet")
    .flatMap((object) => list(object, "spec", "listeners"))
    .map((listener) => integer(listener, "port") ?? 0);
  const ports = all
    .flatMap((object) => list(object, "spec", "template", "spec", "containers"))
    .filter((container) => LISTENS_EVERYWHERE.test(text(container, "image") ?? ""))
    .flatMap((container) => list(container, "ports"))
    .map((port) => integer(port, "containerPort") ?? 0);
  return new Set([8000, 8443, ...ports, ...gateways]);
}

function dnsNames(service: Manifest): string[] {
  const short = `${nameOf(service)}.${namespaceOf(service)}`;
  return [short, `${short}.svc`, `${short}.svc.cluster.local`];
}

/** The slice that the endpoints controller would write, with one ready pod. */
function sliceOf(service: Manifest, all: readonly Manifest[], address: string): Manifest {
  const ports = list(service, "spec", "ports").map((port) => ({
    name: text(port, "name") ?? "",
    protocol: "TCP",
    port: podPort(targetPort(port, all)),
  }));
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: `${nameOf(service)}-lab`,
      namespace: namespaceOf(service),
      labels: { "kubernetes.io/service-name": nameOf(service) },
    },
    addressType: "IPv4",
    ports,
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
  };
}

function targetPort(port: unknown, all: readonly Manifest[]): number {
  const number = integer(port, "targetPort");
  if (number !== undefined) return number;
  const name = text(port, "targetPort");
  if (name === undefined) return integer(port, "port") ?? 0;
  const containers = all.flatMap((object) => list(object, "spec", "template", "spec", "containers"));
  const found = containers.flatMap((container) => list(container, "ports")).find((item) => text(item, "name") === name);
  return integer(found, "containerPort") ?? 0;
}
