import type { FieldPath, Origin } from "../model/objects.ts";
import type { Source } from "../model/report.ts";
import type { TextSource } from "./text-source.ts";
import type { Found } from "./yaml/locate.ts";

/** Finds fields in one document's text. */
export type Locator = (path: FieldPath) => { readonly found: Found; readonly steps: number };

/** A slice of a text that holds one or more objects. It is parsed again when a position is asked for. */
export interface Slice {
  readonly source: TextSource;
  /** Byte offsets. */
  readonly start: number;
  readonly end: number;
  readonly locator: (text: string) => Locator;
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
    const { text, locator } = opened(this.#slice);
    const { found, steps } = locator([...this.#prefix, ...path]);
    const exists = steps === this.#prefix.length + path.length;
    const wanted = part ?? (found.holds ? "key" : "value");
    const offset = wanted === "key" || !exists ? (found.key ?? found.value) : (found.value ?? found.key);
    return this.#slice.source.position(this.#slice.start, text, offset ?? 0);
  }
}

interface Opened {
  readonly slice: Slice;
  readonly text: string;
  readonly locator: Locator;
}

/** Positions are asked for object by object: a few parsed slices are enough. */
const CACHE_SIZE = 8;
const cache: Opened[] = [];

function opened(slice: Slice): Opened {
  const known = cache.findIndex((entry) => entry.slice === slice);
  const [hit] = known < 0 ? [] : cache.splice(known, 1);
  const entry = hit ?? open(slice);
  cache.unshift(entry);
  if (cache.length > CACHE_SIZE) cache.pop();
  return entry;
}

function open(slice: Slice): Opened {
  const text = slice.source.text(slice.start, slice.end);
  return { slice, text, locator: slice.locator(text) };
}
