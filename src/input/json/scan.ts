import type { Feed } from "../bytes/feed.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;

/** Where a value stands, by its brackets and quotes alone; whether it is JSON is for `JSON.parse` to say. */
export interface Extent {
  readonly start: number;
  /** Offset behind the value. */
  readonly end: number;
  /** Members of all objects in it, to be compared with the keys that are left after parsing; -1 when not counted. */
  readonly members: number;
}

/**
 * @param ended whether the bytes reach the end of the text
 * @returns null when the bytes end before the value does
 */
export function extentOf(bytes: Buffer, start: number, maxDepth: number, ended: boolean): Extent | "too deep" | null {
  const { length } = bytes;
  let depth = 0;
  let members = 0;
  for (let index = start; index < length; index++) {
    const byte = bytes[index];
    if (byte === 0x20 && depth > 0) continue;
    if (byte === QUOTE) {
      index = endOfText(bytes, index);
      if (index >= length) return null;
      if (depth === 0) return { start, end: index + 1, members };
    } else if (byte === COLON) members++;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (++depth > maxDepth) return "too deep";
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (--depth <= 0) return { start, end: depth === 0 ? index + 1 : index, members };
    } else if (depth === 0 && (byte === COMMA || isSpace(byte))) return { start, end: index, members };
  }
  return depth === 0 && ended ? { start, end: length, members } : null;
}

const LINE_FEED = 0x0a;
const SPACE = 0x20;

/** An object found by its layout. */
export interface Layout {
  readonly start: number;
  readonly end: number;
  readonly lineBreaks: number;
}

/**
 * An object that is laid out as kubectl prints it: it ends at the first `}` that is indented as the line that it begins
 * on. Many times faster than looking at every byte. In any other text the end may be wrong, and then what stands before
 * it is no JSON, or has other line breaks than kubectl would print: see `parseLayout`.
 * @returns null when the object is not laid out so, or does not end in these bytes
 */
export function layoutOf(feed: Pick<Feed, "bytes" | "base" | "lineFeeds">, at: number): Layout | null {
  const { bytes, base, lineFeeds } = feed;
  const start = at - base;
  if (bytes[start] !== OPEN_BRACE || bytes[start + 1] !== LINE_FEED) return null;
  let line = start;
  while (bytes[line - 1] === SPACE) line--;
  if (line > 0 && bytes[line - 1] !== LINE_FEED) return null;
  const indent = start - line;
  const first = lineFeeds.indexFrom(at);
  const closing = (from: number): number => lineFeeds.before(from, CLOSE_BRACE, indent, bytes, base);
  for (let index = closing(first); index >= 0; index = closing(index + 1)) {
    const next = lineFeeds.at(index) - base + 1;
    const end = next + indent;
    if (skipSpace(bytes, next) === end) return { start, end: end + 1, lineBreaks: index - first + 1 };
  }
  return null;
}

/** Offset of the quote that ends a string; the length of the bytes where none does. */
function endOfText(bytes: Buffer, quote: number): number {
  const { length } = bytes;
  let index = quote + 1;
  while (index < length) {
    const byte = bytes[index];
    if (byte === QUOTE) return index;
    index += byte === BACKSLASH ? 2 : 1;
  }
  return length;
}

export function skipSpace(bytes: Buffer, from: number): number {
  let index = from;
  while (isSpace(bytes[index])) index++;
  return index;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** One `"key": value` of an object, as offsets. */
export interface Member {
  readonly key: string;
  readonly keyStart: number;
  readonly start: number;
  readonly end: number;
}

/** The members of an object that is known to be JSON. Yields nothing for other values. */
export function* membersOf(bytes: Buffer, object: number): Generator<Member> {
  if (bytes[object] !== OPEN_BRACE) return;
  let index = skipSpace(bytes, object + 1);
  while (bytes[index] === QUOTE) {
    const keyEnd = endOfText(bytes, index);
    const start = skipSpace(bytes, skipSpace(bytes, keyEnd + 1) + 1);
    const end = endOf(bytes, start);
    yield { key: textOf(bytes, index, keyEnd + 1), keyStart: index, start, end };
    index = skipSpace(bytes, end);
    if (bytes[index] === COMMA) index = skipSpace(bytes, index + 1);
  }
}

/** The offsets of a list's items; nothing for other values. */
export function* itemsOf(bytes: Buffer, list: number): Generator<number> {
  if (bytes[list] !== OPEN_BRACKET) return;
  let index = skipSpace(bytes, list + 1);
  while (index < bytes.length && bytes[index] !== CLOSE_BRACKET) {
    yield index;
    index = skipSpace(bytes, endOf(bytes, index));
    if (bytes[index] === COMMA) index = skipSpace(bytes, index + 1);
  }
}

export function isContainer(bytes: Buffer, value: number): boolean {
  return bytes[value] === OPEN_BRACE || bytes[value] === OPEN_BRACKET;
}

export function endOf(bytes: Buffer, value: number): number {
  const extent = extentOf(bytes, value, Number.POSITIVE_INFINITY, true);
  return extent === null || extent === "too deep" ? bytes.length : extent.end;
}

/** The text of a string's bytes, quotes included. */
export function textOf(bytes: Buffer, start: number, end: number): string {
  const inner = bytes.toString("utf8", start + 1, end - 1);
  if (!inner.includes("\\")) return inner;
  const parsed: unknown = JSON.parse(`"${inner}"`);
  return typeof parsed === "string" ? parsed : inner;
}
