import type { FieldPath } from "../../model/objects.ts";
import type { Located } from "../origin.ts";
import { isContainer, itemsOf, membersOf } from "./scan.ts";

/** Finds a field of a JSON value, or its nearest ancestor that exists. Offsets are in bytes. */
export function locateInJson(bytes: Buffer, root: number, path: FieldPath): Located {
  let key: number | null = null;
  let value = root;
  let steps = 0;
  for (const step of path) {
    const next = typeof step === "number" ? item(bytes, value, step) : member(bytes, value, step);
    if (next === null) break;
    key = next.key;
    value = next.value;
    steps++;
  }
  return { key, value, holds: isContainer(bytes, value), steps };
}

interface Place {
  readonly key: number | null;
  readonly value: number;
}

function member(bytes: Buffer, object: number, wanted: string): Place | null {
  for (const { key, keyStart, start } of membersOf(bytes, object)) {
    if (key === wanted) return { key: keyStart, value: start };
  }
  return null;
}

function item(bytes: Buffer, list: number, wanted: number): Place | null {
  let index = 0;
  for (const value of itemsOf(bytes, list)) {
    if (index++ === wanted) return { key: null, value };
  }
  return null;
}
