import { EVENT_ID, SCALAR_STYLE } from "js-yaml";
import type { FieldPath } from "../../model/objects.ts";
import { isMerge } from "./build.ts";
import type { YamlEvents } from "./events.ts";

/** Where a field stands in a text, as offsets. */
export interface Found {
  /** The key; null for a list item and for the root. */
  readonly key: number | null;
  /** The value; null when it is empty. */
  readonly value: number | null;
  /** Whether the value is a list or a mapping. */
  readonly holds: boolean;
  /** The value as written where it is a scalar. */
  readonly written: string | null;
}

/** Finds a field, or its nearest ancestor that exists. */
export function locateInYaml(doc: YamlEvents, root: number, path: FieldPath): { found: Found; steps: number } {
  let node = { key: null as number | null, value: root };
  let steps = 0;
  for (const step of path) {
    const next = typeof step === "number" ? item(doc, node.value, step) : entry(doc, node.value, step, 0);
    if (next === null) break;
    node = next;
    steps++;
  }
  const event = doc.events[node.value];
  const scalar = event?.type === EVENT_ID.SCALAR ? event : null;
  return {
    steps,
    found: {
      key: node.key === null ? null : doc.start(node.key),
      value: doc.start(node.value),
      holds: scalar === null && event?.type !== EVENT_ID.ALIAS,
      written: scalar === null ? null : doc.written(scalar),
    },
  };
}

interface Place {
  readonly key: number | null;
  readonly value: number;
}

function item(doc: YamlEvents, list: number, wanted: number): Place | null {
  const node = doc.target(list);
  if (doc.events[node]?.type !== EVENT_ID.SEQUENCE) return null;
  let index = node + 1;
  for (let count = 0; doc.events[index]?.type !== EVENT_ID.POP; count++) {
    if (count === wanted) return { key: null, value: index };
    index = doc.end(index);
  }
  return null;
}

function entry(doc: YamlEvents, mapping: number, wanted: string, depth: number): Place | null {
  const node = doc.target(mapping);
  if (depth > 20 || doc.events[node]?.type !== EVENT_ID.MAPPING) return null;
  let found: Place | null = null;
  let index = node + 1;
  while (doc.events[index]?.type !== EVENT_ID.POP) {
    const value = doc.end(index);
    if (isMerge(doc, index)) found = merged(doc, value, wanted, depth + 1) ?? found;
    else if (keyOf(doc, index) === wanted) found = { key: index, value };
    index = doc.end(value);
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

function keyOf(doc: YamlEvents, node: number): string | null {
  const event = doc.events[doc.target(node)];
  if (event?.type !== EVENT_ID.SCALAR) return null;
  const plain = event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0;
  return plain || event.tagStart >= 0 ? doc.key(event) : doc.written(event);
}
