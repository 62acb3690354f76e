import type { Feed } from "../bytes/feed.ts";

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A document, or what of it fits the limit. */
export interface DocumentRange extends Range {
  readonly tooLong: boolean;
}

const NEWLINE = 10;
const RETURN = 13;
const HASH = 35;
const PERCENT = 37;
const SPACE = 32;
const TAB = 9;

/** Cuts a YAML text at its `---` lines, as it goes by. */
export class DocumentCutter {
  readonly #feed: Feed;
  readonly #longest: number;
  #at = 0;

  constructor(feed: Feed, longest: number) {
    this.#feed = feed;
    this.#longest = longest;
  }

  /** Where the next document begins. */
  get at(): number {
    return this.#at;
  }

  /** Whether anything is left. */
  more(): boolean {
    while (!this.#feed.ended && this.#at - this.#feed.base >= this.#feed.bytes.length) this.#feed.advance(this.#at);
    return this.#at - this.#feed.base < this.#feed.bytes.length;
  }

  /** The next document. Its bytes are in the feed's window unless it is too long. */
  next(): DocumentRange {
    const start = this.#at;
    let tooLong = false;
    // The first line may be the marker that begins this document.
    let from = start;
    for (;;) {
      const { bytes, base, ended } = this.#feed;
      const marker = nextMarker(bytes, from - base, ended);
      if (marker >= 0 && !(from === start && isPrologue(bytes, start - base, marker))) {
        this.#at = base + marker;
        return { start, end: this.#at, tooLong: tooLong || this.#at - start > this.#longest };
      }
      if (marker >= 0) {
        from = base + marker + 1;
        continue;
      }
      if (ended) {
        this.#at = base + bytes.length;
        return { start, end: this.#at, tooLong: tooLong || this.#at - start > this.#longest };
      }
      // A marker may begin in this window and end in the next.
      from = Math.max(from, base + bytes.length - 4);
      tooLong ||= from - start > this.#longest;
      this.#feed.advance(tooLong ? from : start);
    }
  }

  /** Goes on behind what somebody else read. */
  continueAt(offset: number): void {
    this.#at = offset;
  }
}

/** Offset of the next `---` line behind `from`; -1 when there is none in these bytes. */
function nextMarker(bytes: Buffer, from: number, ended: boolean): number {
  for (let at = bytes.indexOf("\n---", from); at >= 0; at = bytes.indexOf("\n---", at + 1)) {
    const next = bytes[at + 4];
    if (next === undefined ? ended : next === NEWLINE || next === RETURN || next === SPACE || next === TAB)
      return at + 1;
  }
  return -1;
}

/** Directives belong to the document behind the marker. */
function isPrologue(bytes: Buffer, start: number, end: number): boolean {
  let directives = false;
  for (let line = start; line < end; ) {
    const first = bytes[line];
    if (first === PERCENT) directives = true;
    else if (first !== HASH && first !== NEWLINE && first !== RETURN) return false;
    const next = bytes.indexOf(NEWLINE, line);
    line = next < 0 ? end : next + 1;
  }
  return directives;
}
