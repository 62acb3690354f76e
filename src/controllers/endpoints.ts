import type { KubeObject } from "../model/objects.ts";
import { fields, flag, list, text } from "../model/read.ts";
import type { World } from "./contract.ts";

const indexes = new WeakMap<World, ReadonlyMap<string, readonly KubeObject[]>>();

/**
 * Whether a Service has pods that are ready. Only slices that the input holds can tell that nobody is;
 * without any, a selector is taken to find pods.
 */
export function hasReadyEndpoints(world: World, service: KubeObject): boolean {
  const slices = endpointSlices(world, service);
  if (slices.length === 0) {
    return Object.keys(fields(service.body, "spec", "selector")).length > 0 || !world.inventory.whole;
  }
  return slices.some((slice) =>
    list(slice.body, "endpoints").some(
      (endpoint) => flag(endpoint, "conditions", "ready") !== false && list(endpoint, "addresses").length > 0,
    ),
  );
}

/** The EndpointSlices of a Service that the input holds. */
export function endpointSlices(world: World, service: KubeObject): readonly KubeObject[] {
  return slicesOf(world).get(`${service.namespace}/${service.name}`) ?? [];
}

function slicesOf(world: World): ReadonlyMap<string, readonly KubeObject[]> {
  let index = indexes.get(world);
  if (index === undefined) {
    const found = new Map<string, KubeObject[]>();
    for (const slice of world.inventory.all("EndpointSlice.discovery.k8s.io")) {
      const service = text(slice.body, "metadata", "labels", "kubernetes.io/service-name");
      if (service === undefined) continue;
      const key = `${slice.namespace}/${service}`;
      found.set(key, [...(found.get(key) ?? []), slice]);
    }
    index = found;
    indexes.set(world, index);
  }
  return index;
}
