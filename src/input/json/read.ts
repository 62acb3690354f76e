import type { FieldPath } from "../../model/objects.ts";
import { isFields, list, text } from "../../model/read.ts";
import type { Feed } from "../bytes/feed.ts";
import { MemoryText } from "../bytes/text-source.ts";
import type { Collector } from "../collect.ts";
import { InputError } from "../errors.ts";
import { keptOf } from "../kinds.ts";
import { LIST_DEPTH } from "../limits.ts";
import { TextOrigin } from "../origin.ts";
import { project } from "../shape.ts";
import { blankSecret } from "./blank.ts";
import { jsonLocator } from "./locate.ts";
import { parseJson, parseLayout } from "./parse.ts";
import { type Extent, extentOf, layoutOf, skipSpace, textOf } from "./scan.ts";

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;

/** Bytes that hold all but very large objects. */
const USUAL_SIZE = 64 * 1024;

/** What a list says for items that do not say it themselves, as the API server's own lists do. */
interface Header {
  apiVersion: string | undefined;
  kind: string | undefined;
}

/**
 * Reads the JSON objects of a text. Items of a List are taken one by one as they go by, so that a cluster's worth of
 * them is never in memory at once.
 */
export class JsonReader {
  readonly #feed: Feed;
  readonly #into: Collector;
  /** Offset in the text. */
  #at = 0;

  constructor(feed: Feed, into: Collector) {
    this.#feed = feed;
    this.#into = into;
  }

  /** @throws InputError with an offset in bytes of the text; what was read before it stays read */
  read(): void {
    for (let byte = this.#next(); byte !== undefined; byte = this.#next()) {
      if (byte === OPEN_BRACE) this.#document();
      else {
        this.#value();
        this.#into.ignore();
      }
    }
  }

  #document(): void {
    const start = this.#at;
    const before = this.#into.mark();
    const header: Header = { apiVersion: undefined, kind: undefined };
    const keys = new Set<string>();
    let pending: Extent[] | null = null;
    let members = 0;
    this.#at++;
    while (this.#expect("a key or }", QUOTE, CLOSE_BRACE) === QUOTE) {
      const key = this.#textOf(this.#value());
      keys.add(key);
      this.#expect(":", COLON);
      this.#at++;
      const isItems = key === "items" && this.#next() === OPEN_BRACKET;
      if (isItems && pending === null) pending = this.#items(header);
      else {
        const value = this.#value();
        members += value.members;
        if (key === "apiVersion" || key === "kind") header[key] = this.#textOf(value);
      }
      members++;
      if (this.#expect(", or }", COMMA, CLOSE_BRACE) === COMMA) this.#at++;
    }
    this.#at++;
    if (pending !== null && header.kind?.endsWith("List") === true) {
      for (const item of pending) this.#object(item, header);
      return;
    }
    this.#into.rollback(before);
    this.#object({ start, end: this.#at, members: pending === null ? members : -1 }, null);
  }

  /** Reads the items of what looks like a list. Returns those that need the list's own kind. */
  #items(header: Header): Extent[] {
    const pending: Extent[] = [];
    this.#at++;
    while (this.#expect("a value or ]") !== CLOSE_BRACKET) {
      if (!this.#printed(header)) {
        const item = this.#value();
        if (!this.#object(item, header)) pending.push(item);
      }
      if (this.#expect(", or ]", COMMA, CLOSE_BRACKET) === COMMA) this.#at++;
    }
    this.#at++;
    return pending;
  }

  /** Reads an item that is laid out as kubectl prints it, which most are. Says whether it was one. */
  #printed(header: Header): boolean {
    // Most objects fit: only at the window's end is one cut off.
    if (this.#feed.bytes.length - (this.#at - this.#feed.base) < USUAL_SIZE) this.#feed.advance(this.#at);
    const { bytes, base } = this.#feed;
    const found = layoutOf(this.#feed, this.#at);
    if (found === null) return false;
    const value = parseLayout(bytes, found, this.#into.limits.depth);
    if (text(value, "kind") === undefined) return false;
    const range = { start: base + found.start, end: base + found.end };
    this.#at = range.end;
    this.#add(range, value, [], header, 1);
    return true;
  }

  /**
   * Reads one object.
   * @param header of the list that it is an item of
   * @returns false when it cannot be told yet what it is
   */
  #object(extent: Extent, header: Header | null): boolean {
    const { start, end } = extent;
    const bytes = this.#bytes(start, end);
    let value: unknown;
    try {
      value = parseJson(bytes, extent);
    } catch (error) {
      throw error instanceof InputError ? error.behind(start) : error;
    }
    const named = isFields(value) && text(value, "kind") !== undefined;
    if (!named && header !== null && header.kind?.endsWith("List") !== true) return false;
    this.#add({ start, end }, value, [], header, 1);
    return true;
  }

  #add(range: Range, value: unknown, prefix: FieldPath, header: Header | null, depth: number): void {
    const apiVersion = text(value, "apiVersion") ?? header?.apiVersion;
    const kind = text(value, "kind") ?? itemKind(header);
    if (!isFields(value) || apiVersion === undefined || kind === undefined) {
      this.#into.ignore();
      return;
    }
    if (Array.isArray(value["items"]) && kind.endsWith("List") && depth < LIST_DEPTH) {
      for (const [index, item] of list(value, "items").entries()) {
        this.#add(range, item, [...prefix, "items", index], { apiVersion, kind }, depth + 1);
      }
      return;
    }
    const { source } = this.#feed;
    const secret = kind === "Secret";
    const body = project({ ...value, apiVersion, kind }, keptOf(apiVersion, kind));
    const slice = { source, ...range, secret, locator: jsonLocator };
    if (secret && source instanceof MemoryText) blankSecret(source, range, prefix);
    this.#into.add({
      apiVersion,
      kind,
      body: isFields(body) ? body : {},
      origin: new TextOrigin(slice, prefix, range.start),
    });
  }

  /** The next byte that is not white space; undefined at the end. */
  #next(): number | undefined {
    for (;;) {
      const { bytes, base } = this.#feed;
      const index = skipSpace(bytes, this.#at - base);
      this.#at = base + index;
      if (index < bytes.length) return bytes[index];
      if (this.#feed.ended) return undefined;
      this.#feed.advance(this.#at);
    }
  }

  #expect(what: string, ...allowed: readonly number[]): number {
    const byte = this.#next();
    if (byte === undefined) throw new InputError("cut off: the text ends in the middle of an object", this.#at);
    if (allowed.length > 0 && !allowed.includes(byte))
      throw new InputError(`not valid JSON: ${what} expected`, this.#at);
    return byte;
  }

  /** Passes over one value. */
  #value(): Extent {
    this.#expect("a value");
    for (;;) {
      const { bytes, base, ended } = this.#feed;
      const extent = extentOf(bytes, this.#at - base, this.#into.limits.depth, ended);
      if (extent === "too deep") {
        throw new InputError(`nested deeper than ${this.#into.limits.depth} levels, the limit`, this.#at);
      }
      if (extent !== null) {
        const start = this.#at;
        if (extent.end + base === start) throw new InputError("not valid JSON: a value expected", start);
        this.#at = base + extent.end;
        return { start, end: this.#at, members: extent.members };
      }
      if (ended) throw new InputError("cut off: the text ends in the middle of an object", base + bytes.length);
      this.#feed.advance(this.#at);
    }
  }

  #textOf({ start, end }: Extent): string {
    const bytes = this.#bytes(start, end);
    return bytes[0] === QUOTE ? textOf(bytes, 0, bytes.length) : "";
  }

  #bytes(start: number, end: number): Buffer {
    const { bytes, base, source } = this.#feed;
    return start >= base ? bytes.subarray(start - base, end - base) : source.read(start, end);
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function itemKind(header: Header | null): string | undefined {
  const kind = header?.kind;
  return kind === undefined || kind === "List" || !kind.endsWith("List") ? undefined : kind.slice(0, -4);
}
