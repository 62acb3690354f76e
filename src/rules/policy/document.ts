import { CORE_SCHEMA, EVENT_ID, YAMLException, load, parseEvents } from "js-yaml";
import type { FieldPath } from "../../model/objects.ts";
import { ConfigError } from "../config-error.ts";

type Event = ReturnType<typeof parseEvents>[number];

/** A configuration file that was read, able to say where each of its fields stands. */
export interface ConfigDocument {
  readonly value: unknown;
  /** `file:line:col` of a field's value, 1-based; of its nearest ancestor where it is absent. */
  where(path: FieldPath): string;
}

/** Reads one YAML document by the core schema. Anchors are refused: nothing in the file is worth repeating. */
export function readDocument(text: string, name: string): ConfigDocument {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const place = (offset: number): string => `${name}:${lineAndColumn(body, offset)}`;
  try {
    const events = parseEvents(body, { filename: name, maxDepth: 20 });
    const documents = events.filter((event) => event.type === EVENT_ID.DOCUMENT).length;
    if (documents > 1) throw new ConfigError(`${name}:1:1`, "holds several documents; one is expected");
    for (const event of events) {
      if (event.type === EVENT_ID.ALIAS)
        throw new ConfigError(place(event.anchorStart), "aliases are not allowed here");
    }
    const offsets = offsetsOf(events, body);
    const value = documents === 0 ? null : load(body, { schema: CORE_SCHEMA, filename: name, maxDepth: 20 });
    return { value, where: (path) => place(nearest(offsets, path)) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new ConfigError(place(error.mark?.position ?? 0), `is not YAML: ${error.reason}`);
  }
}

/** Offset of each value by its path, written as JSON. */
function offsetsOf(events: readonly Event[], text: string): Map<string, number> {
  const offsets = new Map<string, number>();
  const open: Container[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) continue;
    if (event.type === EVENT_ID.POP) {
      open.pop();
      continue;
    }
    const parent = open.at(-1);
    const start = event.type === EVENT_ID.SCALAR ? scalarStart(event.valueStart, text) : startOf(event);
    if (parent?.keys === true && parent.key === null) {
      parent.key = event.type === EVENT_ID.SCALAR ? text.slice(event.valueStart, event.valueEnd) : "";
      continue;
    }
    const path = parent === undefined ? [] : [...parent.path, parent.keys ? (parent.key ?? "") : parent.index++];
    if (parent !== undefined) parent.key = null;
    offsets.set(JSON.stringify(path), start);
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      open.push({ path, keys: event.type === EVENT_ID.MAPPING, key: null, index: 0 });
    }
  }
  return offsets;
}

interface Container {
  readonly path: FieldPath;
  readonly keys: boolean;
  key: string | null;
  index: number;
}

function startOf(event: Event): number {
  return "start" in event ? event.start : 0;
}

/** A quoted scalar begins at its quote. */
function scalarStart(valueStart: number, text: string): number {
  const before = text.charAt(valueStart - 1);
  return before === '"' || before === "'" ? valueStart - 1 : Math.max(valueStart, 0);
}

function nearest(offsets: ReadonlyMap<string, number>, path: FieldPath): number {
  for (let length = path.length; length >= 0; length--) {
    const offset = offsets.get(JSON.stringify(path.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return 0;
}

function lineAndColumn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
