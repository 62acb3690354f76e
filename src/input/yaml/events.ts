import {
  EVENT_ID,
  type Event,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
  getScalarValue,
  parseEvents,
} from "js-yaml";
import type { InputLimits } from "../contract.ts";
import { InputError } from "../errors.ts";
import { MendedText } from "./mended-text.ts";
import { plainScalar } from "./scalar.ts";

export type Scalar = string | number | boolean | null;

/** The events of one text, with the nodes that aliases stand for. Nodes are named by the index of their first event. */
export class YamlEvents {
  /** What the events' offsets refer to: the text as given, or as mended for the parser. */
  readonly text: string;
  readonly events: readonly Event[];
  readonly #mended: MendedText;
  #isAscii: boolean | undefined;
  #anchors: Map<string, number[]> | undefined;
  readonly #ends = new Map<number, number>();

  /** @throws InputError with the offset of what is wrong */
  constructor(text: string, limits: Pick<InputLimits, "depth">) {
    this.#mended = new MendedText(text);
    this.events = parse(this.#mended, limits);
    this.text = this.#mended.text;
  }

  /** Index of the root node of each document that holds something. */
  roots(): number[] {
    const roots: number[] = [];
    for (let index = 0; index < this.events.length; index = this.end(index)) {
      if (this.events[index]?.type === EVENT_ID.DOCUMENT) roots.push(index + 1);
    }
    return roots;
  }

  /** Index of the event behind a node. */
  end(node: number): number {
    let depth = 0;
    let index = node;
    do {
      const type = this.events[index]?.type;
      if (type === undefined) return index;
      if (type === EVENT_ID.POP) depth--;
      else if (type !== EVENT_ID.SCALAR && type !== EVENT_ID.ALIAS) depth++;
      index++;
    } while (depth > 0);
    return index;
  }

  /** The node that an alias stands for: the last one before it with that anchor. */
  target(alias: number): number {
    const event = this.events[alias];
    if (event?.type !== EVENT_ID.ALIAS) return alias;
    const name = this.text.slice(event.anchorStart, event.anchorEnd);
    const found = this.#anchorsOf(name).findLast((index) => index < alias);
    if (found === undefined) throw new InputError(`alias *${name} has no anchor before it`, this.start(alias));
    let end = this.#ends.get(found);
    if (end === undefined) this.#ends.set(found, (end = this.end(found)));
    if (end > alias) throw new InputError(`anchor &${name} holds itself`, this.start(alias));
    return found;
  }

  scalar(event: ScalarEvent): Scalar {
    const text = getScalarValue(this.text, event);
    if (event.tagStart >= 0) return this.#tagged(event, text);
    return event.style === SCALAR_STYLE.PLAIN ? plainScalar(text) : text;
  }

  /** A scalar as written, without quotes. */
  written(event: ScalarEvent): string {
    return getScalarValue(this.text, event);
  }

  /** A scalar as the key of a JSON object. */
  key(event: ScalarEvent): string {
    if (event.fast && event.tagStart < 0 && event.style !== SCALAR_STYLE.PLAIN) return getScalarValue(this.text, event);
    const value = this.scalar(event);
    if (typeof value === "string") return value;
    if (value === null) throw new InputError("a key is null", this.#mended.original(Math.max(0, event.valueStart)));
    return String(value);
  }

  /** The key at a node; null when it is no text. */
  keyAt(node: number): string | null {
    const event = this.events[this.target(node)];
    if (event?.type !== EVENT_ID.SCALAR) return null;
    const isText = event.tagStart < 0 && event.style !== SCALAR_STYLE.PLAIN;
    return isText ? this.written(event) : String(this.scalar(event));
  }

  /** Offset in bytes of an offset in the text as given. */
  byteOffset(offset: number): number {
    const { given } = this.#mended;
    this.#isAscii ??= Buffer.byteLength(given) === given.length;
    return this.#isAscii ? offset : Buffer.byteLength(given.slice(0, offset));
  }

  /** Offset in the text as given of one in the events. */
  original(offset: number): number {
    return this.#mended.original(offset);
  }

  /** Where a node begins in the text as given, its quote or indicator included; null for an empty scalar. */
  start(node: number): number | null {
    const offset = this.#start(node);
    return offset === null ? null : this.#mended.original(offset);
  }

  #start(node: number): number | null {
    const event = this.events[node];
    if (event === undefined || event.type === EVENT_ID.POP) return null;
    if (event.type === EVENT_ID.DOCUMENT) return this.#start(node + 1);
    if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
    if (event.type !== EVENT_ID.SCALAR) return event.start;
    return event.valueStart < 0 ? null : this.#scalarStart(event);
  }

  #scalarStart(event: ScalarEvent): number {
    const { valueStart: start, style } = event;
    if (style === SCALAR_STYLE.PLAIN) return start;
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) return start - 1;
    // A block scalar's text begins on the line after its indicator.
    const header = /[|>][-+0-9]*[ \t]*(?:#[^\n\r]*)?\r?\n?$/.exec(this.text.slice(Math.max(0, start - 300), start));
    return header === null ? start : start - header[0].length;
  }

  #anchorsOf(name: string): readonly number[] {
    if (this.#anchors === undefined) {
      this.#anchors = new Map();
      for (let index = 0; index < this.events.length; index++) {
        const event = this.events[index];
        if (event === undefined || event.type === EVENT_ID.ALIAS) continue;
        if (!("anchorStart" in event) || event.anchorStart < 0) continue;
        const anchor = this.text.slice(event.anchorStart, event.anchorEnd);
        const same = this.#anchors.get(anchor);
        if (same === undefined) this.#anchors.set(anchor, [index]);
        else same.push(index);
      }
    }
    return this.#anchors.get(name) ?? [];
  }

  /** Explicit tags as go-yaml v2 takes them: the core ones convert, any other makes text. */
  #tagged(event: ScalarEvent, text: string): Scalar {
    const tag = this.text.slice(event.tagStart, event.tagEnd).replace(/^!<tag:yaml\.org,2002:(.*)>$/, "!!$1");
    if (tag === "!!binary") {
      if (/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) return Buffer.from(text, "base64").toString("utf8");
      throw new InputError("!!binary holds no base64", this.#tagStart(event));
    }
    const type = TAG_TYPES[tag];
    if (type === undefined) return text;
    const value = plainScalar(text);
    if (type(value)) return value;
    throw new InputError(`the value is no ${tag}`, this.#tagStart(event));
  }

  #tagStart(event: ScalarEvent): number {
    return this.#mended.original(event.tagStart);
  }
}

const TAG_TYPES: Readonly<Record<string, (value: Scalar) => boolean>> = {
  "!!int": (value) => typeof value === "number" && Number.isInteger(value),
  "!!float": (value) => typeof value === "number",
  "!!bool": (value) => typeof value === "boolean",
  "!!null": (value) => value === null,
};

function parse(text: MendedText, limits: Pick<InputLimits, "depth">): readonly Event[] {
  for (;;) {
    try {
      return parseEvents(text.text, { maxDepth: limits.depth });
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const position = error.mark?.position ?? null;
      if (position !== null && error.reason === "deficient indentation" && text.mend(position)) continue;
      const deep = error.reason.startsWith("nesting exceeded");
      throw new InputError(
        deep ? `nested deeper than ${limits.depth} levels, the limit` : error.reason,
        position === null ? null : text.original(position),
      );
    }
  }
}
