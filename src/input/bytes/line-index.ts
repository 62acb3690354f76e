import { isAscii } from "node:buffer";
import type { LineFeeds } from "./line-feeds.ts";

const BUCKET = 1 << 10;
const NEWLINE = 10;
const RETURN = 13;

/** A place in a text, counted from zero; columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Lines and columns of byte offsets, from two numbers per KiB that are noted while a text goes by.
 * A line ends with LF, CRLF or a lone CR, as YAML has it.
 */
export class LineIndex {
  /** Line and column at the beginning of each bucket. */
  #lines = new Uint32Array(64);
  #columns = new Uint32Array(64);
  /** The end of what went by. */
  #offset = 0;
  #line = 0;
  #column = 0;
  #afterReturn = false;

  /**
   * Takes the next bytes of the text; calls follow each other without a gap.
   * @param feeds takes the offsets of line feeds, which are looked for here anyway
   */
  add(bytes: Buffer, feeds?: LineFeeds): void {
    const end = this.#offset + bytes.length;
    this.#grow(Math.floor(end / BUCKET) + 1);
    if (!this.#afterReturn && isAscii(bytes) && !bytes.includes(RETURN)) this.#addPlain(bytes, feeds);
    else this.#addAny(bytes, feeds);
    this.#offset = end;
  }

  /** From where bytes are needed to tell the place of an offset: one before the KiB that it is in. */
  static begin(offset: number): number {
    return Math.max(0, Math.floor(offset / BUCKET) * BUCKET - 1);
  }

  /**
   * @param offset a byte offset of the text
   * @param bytes some of the text, at least from `begin(offset)` to the offset
   * @param start where in the text those bytes begin
   */
  place(offset: number, bytes: Buffer, start: number): Place {
    const bucket = Math.floor(offset / BUCKET);
    const from = bucket * BUCKET - start;
    const counter = {
      line: this.#lines[bucket] ?? 0,
      column: this.#columns[bucket] ?? 0,
      afterReturn: from > 0 && bytes[from - 1] === RETURN,
    };
    const to = Math.min(bytes.length, offset - start);
    count(bytes, from, to, counter);
    if (counter.afterReturn && bytes[to] !== NEWLINE) newLine(counter);
    return { line: counter.line, column: counter.column };
  }

  #addPlain(bytes: Buffer, feeds: LineFeeds | undefined): void {
    const base = this.#offset;
    let bucket = Math.ceil(base / BUCKET) * BUCKET;
    let lineStart = base - this.#column;
    const passBuckets = (until: number): void => {
      for (; bucket <= until; bucket += BUCKET) {
        this.#lines[bucket / BUCKET] = this.#line;
        this.#columns[bucket / BUCKET] = bucket - lineStart;
      }
    };
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
      passBuckets(base + at);
      feeds?.push(base + at);
      this.#line++;
      lineStart = base + at + 1;
    }
    passBuckets(base + bytes.length);
    this.#column = base + bytes.length - lineStart;
  }

  #addAny(bytes: Buffer, feeds: LineFeeds | undefined): void {
    if (feeds !== undefined) {
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) feeds.push(this.#offset + at);
    }
    const counter = { line: this.#line, column: this.#column, afterReturn: this.#afterReturn };
    let from = 0;
    while (from < bytes.length) {
      const bucket = Math.floor((this.#offset + from) / BUCKET);
      if ((this.#offset + from) % BUCKET === 0) this.#note(bucket, counter);
      const to = Math.min(bytes.length, (bucket + 1) * BUCKET - this.#offset);
      count(bytes, from, to, counter);
      from = to;
    }
    const end = this.#offset + bytes.length;
    if (end % BUCKET === 0) this.#note(end / BUCKET, counter);
    ({ line: this.#line, column: this.#column, afterReturn: this.#afterReturn } = counter);
  }

  #note(bucket: number, { line, column }: Place): void {
    this.#lines[bucket] = line;
    this.#columns[bucket] = column;
  }

  #grow(buckets: number): void {
    if (buckets < this.#lines.length) return;
    const size = Math.max(buckets + 1, this.#lines.length * 2);
    const lines = new Uint32Array(size);
    const columns = new Uint32Array(size);
    lines.set(this.#lines);
    columns.set(this.#columns);
    this.#lines = lines;
    this.#columns = columns;
  }
}

interface Counter {
  line: number;
  column: number;
  /** A CR was last: whether it ended a line is told by the next byte. */
  afterReturn: boolean;
}

function newLine(counter: Counter): void {
  counter.line++;
  counter.column = 0;
  counter.afterReturn = false;
}

function count(bytes: Buffer, start: number, end: number, counter: Counter): void {
  for (let index = start; index < end; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === NEWLINE) {
      newLine(counter);
      continue;
    }
    if (counter.afterReturn) newLine(counter);
    if (byte === RETURN) counter.afterReturn = true;
    // Continuation bytes add nothing; a four-byte character is two UTF-16 units.
    if (byte < 0x80 || byte >= 0xc0) counter.column += byte >= 0xf0 ? 2 : 1;
  }
}
