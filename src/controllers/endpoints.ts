import type { KubeObject } from "../model/objects.ts";
import { text } from "../model/read.ts";
import type { World } from "./contract.ts";

const indexes = new WeakMap<World, ReadonlyMap<string, readonly KubeObject[]>>();

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
