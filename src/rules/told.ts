import type { Trait } from "../controllers/contract.ts";
import type { FieldPath, KubeObject } from "../model/objects.ts";
import type { RuleInput } from "./contract.ts";

type Places = ReadonlyMap<KubeObject, readonly FieldPath[]>;

const everywhere = new WeakMap<RuleInput, Places>();
const atListeners = new WeakMap<RuleInput, Places>();

/** Whether a controller tells of this field of an object, or of what holds it: then its own rule speaks. */
export function isTold(input: RuleInput, object: KubeObject, field: FieldPath): boolean {
  let places = everywhere.get(input);
  if (places === undefined) {
    const { paths, instances } = input;
    places = placesOf([...paths.flatMap(({ draft }) => draft.traits), ...instances.flatMap(({ traits }) => traits)]);
    everywhere.set(input, places);
  }
  return isWithin(places, object, field);
}

/** Whether it tells of a listener there that is not served: the routes on it need no finding of their own. */
export function isToldOfListener(input: RuleInput, object: KubeObject, field: FieldPath): boolean {
  let places = atListeners.get(input);
  if (places === undefined) {
    const traits = input.instances.flatMap((instance) => instance.traits);
    places = placesOf(
      traits.filter(({ kind }) => kind === "listener-without-certificate" || kind === "certificate-without-grant"),
    );
    atListeners.set(input, places);
  }
  return isWithin(places, object, field);
}

function isWithin(places: Places, object: KubeObject, field: FieldPath): boolean {
  return (places.get(object) ?? []).some((at) => at.length > 1 && at.every((part, depth) => part === field[depth]));
}

function placesOf(traits: Iterable<Trait>): Places {
  const placed = [...traits].flatMap(({ object, at }) => (object === null ? [] : [{ object, at }]));
  const byObject = Map.groupBy(placed, ({ object }) => object);
  return new Map([...byObject].map(([object, same]) => [object, same.map(({ at }) => at)]));
}
