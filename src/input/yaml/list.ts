import type { Feed } from "../bytes/feed.ts";
import type { Range } from "./documents.ts";

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const HASH = 35;
const DASH = 45;
/** Lists shorter than this are parsed whole. */
const SHORTEST = 1 << 18;
const HEADER =
  /^(?:---[ \t]*\r?\n)?(?:#[^\n]*\n|[ \t\r]*\n|apiVersion: [^\n]*\n|kind: [^\n]*\n)*items:[ \t]*\r?\n(?=- )/;
const LONGEST_HEADER = 1 << 14;

/**
 * The items of a long list as `kubectl get -o yaml` prints it: at the left margin, so that each can be parsed on its
 * own. Nothing but an item begins with `- ` there, since the text of a scalar is indented deeper.
 */
export class ListCutter {
  readonly #feed: Feed;
  /** What stands before the items. */
  readonly head: string;
  #at: number;

  /** @returns null where the document at that offset is short or laid out in another way */
  static at(feed: Feed, start: number): ListCutter | null {
    const from = start - feed.base;
    const marker = feed.bytes.indexOf("\n---", from);
    const length = (marker < 0 ? feed.bytes.length : marker) - from;
    if (length < SHORTEST && (marker >= 0 || feed.ended)) return null;
    const match = HEADER.exec(feed.bytes.toString("latin1", from, from + LONGEST_HEADER));
    return match === null ? null : new ListCutter(feed, match[0], start + match[0].length);
  }

  private constructor(feed: Feed, head: string, items: number) {
    this.#feed = feed;
    this.head = head;
    this.#at = items;
  }

  /** Where the items end. */
  get end(): number {
    return this.#at;
  }

  /** Each item with its dash. Its bytes are in the feed's window. */
  *items(): Generator<Range> {
    while (this.#byte(this.#at) === DASH && this.#byte(this.#at + 1) === SPACE) {
      const start = this.#at;
      this.#at = this.#endOfItem(start);
      yield { start, end: this.#at };
    }
  }

  #byte(offset: number): number | undefined {
    while (offset - this.#feed.base >= this.#feed.bytes.length && !this.#feed.ended) this.#feed.advance(this.#at);
    return this.#feed.bytes[offset - this.#feed.base];
  }

  #endOfItem(start: number): number {
    let from = start;
    for (;;) {
      const { bytes, base, ended } = this.#feed;
      let newline = bytes.indexOf(NEWLINE, from - base);
      while (newline >= 0 && continues(bytes[newline + 1])) newline = bytes.indexOf(NEWLINE, newline + 1);
      if (newline >= 0 && newline + 1 < bytes.length) return base + newline + 1;
      if (ended) return base + bytes.length;
      from = Math.max(start, base + bytes.length - 1);
      this.#feed.advance(start);
    }
  }
}

/** Whether a line that begins so belongs to the item before it. */
function continues(first: number | undefined): boolean {
  return first === SPACE || first === HASH || first === NEWLINE || first === RETURN;
}
