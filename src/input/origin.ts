import type { FieldPath, Origin } from "../model/objects.ts";
import type { Patch, Source } from "../model/report.ts";
import { OpenedText, type TextSource } from "./bytes/text-source.ts";
import { mayHoldKey } from "./key-text.ts";
import { patchOf, type Wanted } from "./patch.ts";

/** Where a field, or its nearest ancestor that exists, stands in a slice; offsets in bytes. */
export interface Located {
  /** null for a list item and for the root. */
  readonly key: number | null;
  /** null when the value is empty. */
  readonly value: number | null;
  /** Whether the value is a list or a mapping. */
  readonly holds: boolean;
  /** How many steps of the path exist. */
  readonly steps: number;
}

export type Locate = (path: FieldPath) => Located;

/** A part of a text that holds one or more objects. It is parsed again when a position is asked for. */
export interface Slice {
  readonly source: TextSource;
  readonly start: number;
  readonly end: number;
  /** Whether it holds a Secret's values: it is then read anew each time, and never kept. */
  readonly secret: boolean;
  readonly locator: (bytes: Buffer) => Locate;
}

/** Where an object of a text stands. */
export class TextOrigin implements Origin {
  readonly offset: number;
  readonly #slice: Slice;
  /** Path of the object in its slice, e.g. `items[3]`. */
  readonly #prefix: FieldPath;

  constructor(slice: Slice, prefix: FieldPath, offset: number) {
    this.#slice = slice;
    this.#prefix = prefix;
    this.offset = offset;
  }

  get name(): string {
    return this.#slice.source.name;
  }

  /**
   * Position of a field. Without `part` it is the value of a scalar, and the key of a list or mapping;
   * of a field that is absent, or empty, it is the key of the nearest field around it that is there.
   */
  locate(path: FieldPath, part?: "key" | "value"): Source {
    const { text, locate } = opened(this.#slice);
    const { key, value, holds, steps } = locate([...this.#prefix, ...path]);
    const exists = steps === this.#prefix.length + path.length;
    const wanted = part ?? (holds ? "key" : "value");
    const offset = wanted === "key" || !exists ? (key ?? value) : (value ?? key);
    return text.position(this.#slice.start + (offset ?? 0));
  }

  patch(path: FieldPath, wanted: Wanted): Patch | null {
    const { text, locate } = opened(this.#slice);
    const full = [...this.#prefix, ...path];
    const patch = patchOf(text.bytes, locate, full, wanted);
    if (patch === null) return null;
    const { start } = this.#slice;
    return { start: text.position(start + patch.start), end: text.position(start + patch.end), text: patch.text };
  }
}

interface Opened {
  readonly slice: Slice;
  readonly text: OpenedText;
  readonly locate: Locate;
}

/** A report names a controller's objects again and again, and those of a route together. */
const CACHE_SIZE = 64;
const LONGEST_CACHED = 256 * 1024;
const cache = new Map<Slice, Opened>();

function opened(slice: Slice): Opened {
  const known = cache.get(slice);
  if (known !== undefined) {
    cache.delete(slice);
    cache.set(slice, known);
    return known;
  }
  const text = new OpenedText(slice.source, slice.start, slice.end);
  const entry = { slice, text, locate: slice.locator(text.bytes) };
  if (isKept(slice, text.bytes)) {
    cache.set(slice, entry);
    const [oldest] = cache.keys();
    if (cache.size > CACHE_SIZE && oldest !== undefined) cache.delete(oldest);
  }
  return entry;
}

function isKept(slice: Slice, bytes: Buffer): boolean {
  return !slice.secret && bytes.length <= LONGEST_CACHED && !mayHoldKey(bytes);
}
