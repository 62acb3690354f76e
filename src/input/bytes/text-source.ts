import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Source } from "../../model/report.ts";
import { LineIndex } from "./line-index.ts";

/** A text that was read, able to say later where its fields stand. Offsets are in bytes of UTF-8. */
export interface TextSource {
  readonly name: string;
  /** Bytes of a range; fewer than asked for where the text ends, or where the file has changed since. */
  read(start: number, end: number): Buffer;
  readonly lines: LineIndex;
}

/** A text in memory (standard input, small files), in which key material is blanked as it is found. */
export class MemoryText implements TextSource {
  readonly name: string;
  readonly bytes: Buffer;
  #lines: LineIndex | undefined;

  /** @param bytes UTF-8, no longer used by the caller: they may be changed here */
  constructor(name: string, bytes: Buffer) {
    this.name = name;
    this.bytes = bytes;
  }

  read(start: number, end: number): Buffer {
    return this.bytes.subarray(start, end);
  }

  get lines(): LineIndex {
    if (this.#lines === undefined) {
      this.#lines = new LineIndex();
      this.#lines.add(this.bytes);
    }
    return this.#lines;
  }

  /** Overwrites what is readable in a range; line breaks, indentation and lengths stay. */
  blank(start: number, end: number): void {
    for (let index = start; index < end; index++) {
      const byte = this.bytes[index] ?? 0;
      if (byte > 0x20 && byte < 0x7f) this.bytes[index] = BLANK;
    }
  }
}

const BLANK = "x".charCodeAt(0);

/** A large file. Nothing of it stays in memory: it is opened again when a position is asked for. */
export class FileText implements TextSource {
  readonly name: string;
  readonly path: string;
  readonly lines = new LineIndex();
  readonly #stamp: FileStamp;
  /** Where the text begins: behind a byte order mark. Offsets count from here. */
  readonly #begin: number;

  constructor(name: string, path: string, stamp: FileStamp, begin: number) {
    this.name = name;
    this.path = path;
    this.#stamp = stamp;
    this.#begin = begin;
  }

  read(start: number, end: number): Buffer {
    let handle: number | undefined;
    try {
      handle = openSync(this.path, "r");
      const now = fstatSync(handle);
      if (now.size !== this.#stamp.size || now.mtimeMs !== this.#stamp.mtimeMs) return Buffer.alloc(0);
      const bytes = Buffer.alloc(end - start);
      const length = readSync(handle, bytes, 0, bytes.length, this.#begin + start);
      return bytes.subarray(0, length);
    } catch {
      return Buffer.alloc(0);
    } finally {
      if (handle !== undefined) closeSync(handle);
    }
  }
}

export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

/** A part of a text with what is needed to tell positions in it. */
export class OpenedText {
  readonly bytes: Buffer;
  readonly #source: TextSource;
  readonly #begin: number;
  /** From where the line index knows positions. */
  readonly #around: Buffer;

  constructor(source: TextSource, start: number, end: number) {
    this.#source = source;
    this.#begin = LineIndex.begin(start);
    this.#around = source.read(this.#begin, end);
    this.bytes = this.#around.subarray(start - this.#begin);
  }

  /** @param offset of the whole text, in this part */
  position(offset: number): Source {
    const { line, column } = this.#source.lines.place(offset, this.#around, this.#begin);
    return { file: this.#source.name, line: line + 1, column: column + 1 };
  }
}
