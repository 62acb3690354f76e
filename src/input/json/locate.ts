import type { FieldPath } from "../../model/objects.ts";
import type { Locate } from "../origin.ts";
import { isContainer, itemsOf, membersOf } from "./scan.ts";

interface Place {
  readonly key: number | null;
  readonly value: number;
}

/**
 * Finds fields of a JSON value, or their nearest ancestors that exist. Offsets are in bytes.
 * What was looked through once is remembered: a report asks for several fields of an object.
 */
export function jsonLocator(bytes: Buffer): Locate {
  const members = new Map<number, ReadonlyMap<string, Place>>();
  const items = new Map<number, readonly number[]>();

  function member(object: number, wanted: string): Place | undefined {
    let known = members.get(object);
    if (known === undefined) {
      known = new Map(
        [...membersOf(bytes, object)].map(({ key, keyStart, start }) => [key, { key: keyStart, value: start }]),
      );
      members.set(object, known);
    }
    return known.get(wanted);
  }

  function item(list: number, wanted: number): Place | undefined {
    let known = items.get(list);
    if (known === undefined) items.set(list, (known = [...itemsOf(bytes, list)]));
    const value = known[wanted];
    return value === undefined ? undefined : { key: null, value };
  }

  return (path: FieldPath) => {
    let here: Place = { key: null, value: 0 };
    let steps = 0;
    for (const step of path) {
      const next = typeof step === "number" ? item(here.value, step) : member(here.value, step);
      if (next === undefined) break;
      here = next;
      steps++;
    }
    return { ...here, holds: isContainer(bytes, here.value), steps };
  };
}
