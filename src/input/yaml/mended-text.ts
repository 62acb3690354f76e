/** Texts are parsed again for each line that is mended; this bounds the work. */
const MOST_CHARACTERS = 50_000_000;

/**
 * A text in which lines that stand too far left are pushed right. libyaml, which kubectl uses, takes the lines of a
 * bracketed list or a quoted text at any indentation (a closing `]` under its key is common); js-yaml does not.
 * White space in front of such lines carries no meaning.
 */
export class MendedText {
  readonly given: string;
  #text: string;
  /** Spaces put in, in the order of their places. */
  readonly #added: { readonly at: number; readonly length: number }[] = [];
  #work = 0;

  constructor(text: string) {
    this.given = text;
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  /** Pushes the line at an offset to the right of the one before it. Says whether that may help. */
  mend(offset: number): boolean {
    const line = this.#text.lastIndexOf("\n", offset - 1) + 1;
    this.#work += this.#text.length;
    if (line === 0 || this.#work > MOST_CHARACTERS || (this.#added.at(-1)?.at ?? -1) >= line) return false;
    const before = this.#text.slice(0, line).trimEnd();
    const indent = /^ */.exec(before.slice(before.lastIndexOf("\n") + 1))?.[0].length ?? 0;
    const spaces = " ".repeat(indent + 1);
    this.#text = this.#text.slice(0, line) + spaces + this.#text.slice(line);
    this.#added.push({ at: line, length: spaces.length });
    return true;
  }

  /** The offset in the text as given of an offset in the mended text. */
  original(offset: number): number {
    let given = offset;
    for (const { at, length } of this.#added) {
      if (at < offset) given -= Math.min(length, offset - at);
    }
    return given;
  }
}
