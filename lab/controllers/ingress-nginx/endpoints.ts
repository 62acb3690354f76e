import { lookup } from "node:dns/promises";
import { hasEndpoints, type Upstream } from "../../../src/controllers/ingress-nginx/upstreams.ts";
import { at, integer, list, text } from "../../../src/model/read.ts";
import { type Manifest, namespaceOf, nameOf } from "../../world/manifests.ts";
import type { CaseModel } from "./model.ts";

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** As the controller names an upstream. */
export function upstreamName({ namespace, backend }: Upstream): string {
  return `${namespace}-${backend.service}-${backend.port ?? ""}`;
}

/** The addresses that the controller hands to nginx for every upstream of the case. */
export async function endpointsOf(model: CaseModel, stored: readonly Manifest[]): Promise<Map<string, Endpoint[]>> {
  const found = new Map<string, Endpoint[]>();
  for (const { upstream, owner } of [...model.servers.values()].flatMap((server) => server.locations)) {
    if (upstream === null || found.has(upstreamName(upstream))) continue;
    found.set(upstreamName(upstream), await addressesOf(upstream, owner?.serviceUpstream === true, stored));
  }
  for (const { canary } of model.canaries) found.set(upstreamName(canary), await addressesOf(canary, false, stored));
  return found;
}

export async function addressesOf(
  upstream: Upstream,
  clusterIp: boolean,
  stored: readonly Manifest[],
): Promise<Endpoint[]> {
  if (!hasEndpoints(upstream)) return [];
  const { namespace, backend } = upstream;
  const service = stored.find(
    (item) => item.kind === "Service" && nameOf(item) === backend.service && namespaceOf(item) === namespace,
  );
  const port = list(service, "spec", "ports").find(
    (item) => String(integer(item, "port")) === String(backend.port) || text(item, "name") === backend.port,
  );
  const number = integer(port, "port") ?? (Number(backend.port) || 0);
  if (upstream.place.kind === "external") return [{ address: await resolve(upstream.place.name), port: number }];
  const address = text(service, "spec", "clusterIP") ?? "";
  if (clusterIp && address !== "None") return [{ address, port: number }];
  return stored
    .filter((item) => isSliceOf(item, upstream))
    .flatMap((slice) => readyOf(slice, text(port, "name") ?? ""));
}

function isSliceOf(item: Manifest, { namespace, backend }: Upstream): boolean {
  const name = text(item, "metadata", "labels", "kubernetes.io/service-name");
  return item.kind === "EndpointSlice" && name === backend.service && namespaceOf(item) === namespace;
}

function readyOf(slice: Manifest, portName: string): Endpoint[] {
  const port = list(slice, "ports").find((item) => (text(item, "name") ?? "") === portName);
  if (port === undefined) return [];
  return list(slice, "endpoints")
    .filter((endpoint) => at(endpoint, "conditions", "ready") !== false)
    .map((endpoint) => ({
      address: String(list(endpoint, "addresses")[0] ?? ""),
      port: integer(port, "port") ?? 0,
    }));
}

/** By the lab's own hosts file. */
async function resolve(name: string): Promise<string> {
  return (await lookup(name, 4).catch(() => ({ address: "192.0.2.1" }))).address;
}
