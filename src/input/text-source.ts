import type { Source } from "../model/report.ts";

const CHUNK = 1 << 14;
const NEWLINE = 10;
const RETURN = 13;

/** One input's text, kept to answer where a field stands. Its bytes are UTF-8, with key material blanked. */
export class TextSource {
  readonly name: string;
  readonly bytes: Buffer;
  /** Line breaks before each chunk of bytes; counted when the first position is asked for. */
  #breaks: Uint32Array | undefined;

  constructor(name: string, bytes: Buffer) {
    this.name = name;
    this.bytes = bytes;
  }

  text(start: number, end: number): string {
    return this.bytes.toString("utf8", start, end);
  }

  /**
   * Position of a character in a slice of this text.
   * @param start byte offset of the slice
   * @param slice the slice as text
   * @param offset of the character in the slice, in UTF-16 units
   */
  position(start: number, slice: string, offset: number): Source {
    let line = 0;
    let lineStart = -1;
    for (let index = 0; index < offset; index++) {
      if (!endsLine(slice.charCodeAt(index), slice.charCodeAt(index + 1))) continue;
      line++;
      lineStart = index + 1;
    }
    const column = lineStart < 0 ? this.#columnOf(start) + offset : offset - lineStart;
    return { file: this.name, line: this.#lineOf(start) + line + 1, column: column + 1 };
  }

  /** Zero-based line of a byte offset. */
  #lineOf(offset: number): number {
    this.#breaks ??= countBreaks(this.bytes);
    const chunk = Math.floor(offset / CHUNK);
    return (this.#breaks[chunk] ?? 0) + breaksIn(this.bytes, chunk * CHUNK, offset);
  }

  /** Zero-based column of a byte offset, in UTF-16 units. */
  #columnOf(offset: number): number {
    let start = offset;
    while (start > 0 && !endsLine(this.bytes[start - 1] ?? 0, this.bytes[start] ?? 0)) start--;
    const before = this.bytes.toString("utf8", start, offset);
    return start === 0 && before.startsWith("\uFEFF") ? before.length - 1 : before.length;
  }
}

/** A line ends with LF, CRLF or a lone CR, as YAML has it. */
function endsLine(code: number, next: number): boolean {
  return code === NEWLINE || (code === RETURN && next !== NEWLINE);
}

function breaksIn(bytes: Buffer, start: number, end: number): number {
  let breaks = 0;
  for (let index = start; index < end; index++) {
    const code = bytes[index];
    if (code === NEWLINE || (code === RETURN && bytes[index + 1] !== NEWLINE)) breaks++;
  }
  return breaks;
}

function countBreaks(bytes: Buffer): Uint32Array {
  const counts = new Uint32Array(Math.floor(bytes.length / CHUNK) + 1);
  for (let chunk = 1; chunk < counts.length; chunk++) {
    counts[chunk] = (counts[chunk - 1] ?? 0) + breaksIn(bytes, (chunk - 1) * CHUNK, chunk * CHUNK);
  }
  return counts;
}
