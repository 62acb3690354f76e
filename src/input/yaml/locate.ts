import { EVENT_ID } from "js-yaml";
import type { FieldPath } from "../../model/objects.ts";
import { isMerge } from "./build.ts";
import type { YamlEvents } from "./events.ts";

/** A field, or its nearest ancestor that exists, as nodes. */
export interface FoundNode {
  /** null for a list item and for the root. */
  readonly key: number | null;
  readonly node: number;
  readonly steps: number;
  /** Whether it is a list or a mapping. */
  readonly holds: boolean;
  /** The value as written, where it is a scalar. */
  readonly written: string | null;
}

export function locateInYaml(doc: YamlEvents, root: number, path: FieldPath): FoundNode {
  let here: Place = { key: null, node: root };
  let steps = 0;
  for (const step of path) {
    const next = typeof step === "number" ? item(doc, here.node, step) : entry(doc, here.node, step, 0);
    if (next === null) break;
    here = next;
    steps++;
  }
  const event = doc.events[doc.target(here.node)];
  const scalar = event?.type === EVENT_ID.SCALAR ? event : null;
  return { ...here, steps, holds: scalar === null, written: scalar === null ? null : doc.written(scalar) };
}

/** The nodes of named keys of a mapping, found in one pass; a merged key counts as one of the mapping's own. */
export function entriesOf(doc: YamlEvents, mapping: number, names: readonly string[]): (number | null)[] {
  const found = names.map((): number | null => null);
  for (let key = mapping + 1; doc.events[key]?.type !== EVENT_ID.POP; ) {
    const value = doc.end(key);
    if (isMerge(doc, key)) return names.map((name) => entry(doc, mapping, name, 0)?.node ?? null);
    const index = names.indexOf(doc.keyAt(key) ?? "");
    if (index >= 0) found[index] = value;
    key = doc.end(value);
  }
  return found;
}

interface Place {
  readonly key: number | null;
  readonly node: number;
}

/** Merges of merges that are followed. */
const MERGE_DEPTH = 20;

function item(doc: YamlEvents, list: number, wanted: number): Place | null {
  const node = doc.target(list);
  if (doc.events[node]?.type !== EVENT_ID.SEQUENCE) return null;
  let index = node + 1;
  for (let count = 0; doc.events[index]?.type !== EVENT_ID.POP; count++) {
    if (count === wanted) return { key: null, node: index };
    index = doc.end(index);
  }
  return null;
}

/** The last that sets a key wins, be it the mapping's own or a merged one. */
function entry(doc: YamlEvents, mapping: number, wanted: string, depth: number): Place | null {
  const node = doc.target(mapping);
  if (depth > MERGE_DEPTH || doc.events[node]?.type !== EVENT_ID.MAPPING) return null;
  let found: Place | null = null;
  let key = node + 1;
  while (doc.events[key]?.type !== EVENT_ID.POP) {
    const value = doc.end(key);
    if (isMerge(doc, key)) found = merged(doc, value, wanted, depth + 1) ?? found;
    else if (doc.keyAt(key) === wanted) found = { key, node: value };
    key = doc.end(value);
  }
  return found;
}

function merged(doc: YamlEvents, source: number, wanted: string, depth: number): Place | null {
  const node = doc.target(source);
  if (doc.events[node]?.type !== EVENT_ID.SEQUENCE) return entry(doc, node, wanted, depth);
  for (let index = node + 1; doc.events[index]?.type !== EVENT_ID.POP; index = doc.end(index)) {
    const found = entry(doc, index, wanted, depth);
    if (found !== null) return found;
  }
  return null;
}
