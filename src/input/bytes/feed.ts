import { readSync } from "node:fs";
import { LineFeeds } from "./line-feeds.ts";
import type { FileText, MemoryText, TextSource } from "./text-source.ts";

const CHUNK = 1 << 20;

/** A text that goes by in a window, so that only a part of a large file is in memory. */
export interface Feed {
  readonly source: TextSource;
  /** The window, and the offset of its first byte in the text. */
  readonly bytes: Buffer;
  readonly base: number;
  /** Of the window, as offsets of the text. */
  readonly lineFeeds: LineFeeds;
  /** Whether the window reaches the end of the text. */
  readonly ended: boolean;
  /** Forgets what stands before an offset of the text and adds what comes next. */
  advance(from: number): void;
}

export class MemoryFeed implements Feed {
  readonly source: MemoryText;
  readonly base = 0;
  readonly ended = true;
  #lineFeeds: LineFeeds | undefined;

  constructor(source: MemoryText) {
    this.source = source;
  }

  get bytes(): Buffer {
    return this.source.bytes;
  }

  get lineFeeds(): LineFeeds {
    this.#lineFeeds ??= LineFeeds.of(this.bytes);
    return this.#lineFeeds;
  }

  advance(): void {}
}

export class FileFeed implements Feed {
  readonly source: FileText;
  bytes: Buffer = Buffer.alloc(0);
  base = 0;
  ended = false;
  readonly lineFeeds = new LineFeeds();
  readonly #handle: number;
  #buffer = Buffer.alloc(2 * CHUNK);
  #fileOffset: number;

  /** @param begin where the text begins in the file */
  constructor(source: FileText, handle: number, begin: number) {
    this.source = source;
    this.#handle = handle;
    this.#fileOffset = begin;
    this.advance(0);
  }

  advance(from: number): void {
    if (this.ended) return;
    const kept = this.bytes.subarray(from - this.base);
    const wanted = kept.length + CHUNK;
    // What is kept moves to the front; it only ever grows past the buffer for one very large item.
    if (wanted > this.#buffer.length) {
      const larger = Buffer.alloc(wanted * 2);
      kept.copy(larger);
      this.#buffer = larger;
    } else kept.copy(this.#buffer);
    const length = readSync(this.#handle, this.#buffer, kept.length, CHUNK, this.#fileOffset);
    this.lineFeeds.forget(from);
    this.source.lines.add(this.#buffer.subarray(kept.length, kept.length + length), this.lineFeeds);
    this.#fileOffset += length;
    this.bytes = this.#buffer.subarray(0, kept.length + length);
    this.base = from;
    this.ended = length === 0;
  }
}
