import type { KubeObject } from "../../model/objects.ts";
import type { World } from "../contract.ts";

/** Runs of anything but letters and digits become one dash. Source: provider.Normalize. */
export function normalize(name: string): string {
  return name
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join("-");
}

const indexes = new WeakMap<World, Map<string, ReadonlyMap<string, KubeObject>>>();

/** A custom resource by the name that it has in Traefik's configuration: `namespace-name`, normalized. */
export function customResource(world: World, kind: string, id: string): KubeObject | undefined {
  let kinds = indexes.get(world);
  if (kinds === undefined) {
    kinds = new Map();
    indexes.set(world, kinds);
  }
  let index = kinds.get(kind);
  if (index === undefined) {
    // The newer group last: where both have an object of one name, it is the one that is read.
    const all = [...world.inventory.all(`${kind}.traefik.containo.us`), ...world.inventory.all(`${kind}.traefik.io`)];
    index = new Map(all.map((object) => [normalize(`${object.namespace}-${object.name}`), object]));
    kinds.set(kind, index);
  }
  return index.get(id);
}

/** A reference as Traefik resolves it: to a name of its own provider, or of another one. */
export type Reference =
  | { readonly state: "found"; readonly object: KubeObject }
  /** The configuration has no such thing: what refers to it is not built. */
  | { readonly state: "missing" }
  /** The provider refuses to refer to it: the route is not even in the configuration. */
  | { readonly state: "refused" }
  /** Of a provider whose configuration the input does not hold, or of an object that it may not hold. */
  | { readonly state: "unknown" };

/** Who refers, and what that one may. */
export interface Referrer {
  readonly world: World;
  readonly crdProvider: boolean;
  readonly crossNamespace: boolean;
  /** Whether a provider such as `file` is switched on. */
  readonly hasProvider: (name: string) => boolean;
  readonly hasPlugin: (name: string) => boolean;
}

/**
 * `name` or `name@provider` in a custom resource. Source: resolveReference and makeServersTransportKey in
 * pkg/provider/kubernetes/crd.
 */
export function referenceOfResource(
  by: Referrer,
  kind: string,
  own: string,
  namespace: string | undefined,
  name: string,
): Reference {
  if (name.includes("@")) {
    if (!by.crossNamespace && name.endsWith("@kubernetescrd")) return { state: "refused" };
    return qualified(by, kind, name);
  }
  const target = namespace === undefined || namespace === "" ? own : namespace;
  if (target !== own && !by.crossNamespace) return { state: "refused" };
  return byId(by, kind, normalize(`${target}-${name}`));
}

/** `namespace-name@kubernetescrd` in an annotation or in static configuration. A bare name is one of the own provider, which has none. */
export function qualified(by: Referrer, kind: string, reference: string): Reference {
  const mark = reference.lastIndexOf("@");
  if (mark < 0) return { state: "missing" };
  const provider = reference.slice(mark + 1);
  if (provider === "kubernetescrd") return byId(by, kind, reference.slice(0, mark));
  return { state: by.hasProvider(provider) ? "unknown" : "missing" };
}

function byId(by: Referrer, kind: string, id: string): Reference {
  const object = by.crdProvider ? customResource(by.world, kind, id) : undefined;
  if (object !== undefined) return { state: "found", object };
  return { state: by.world.inventory.whole || !by.crdProvider ? "missing" : "unknown" };
}
