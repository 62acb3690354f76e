import type { Answer } from "../../model/compliance.ts";

/** A page as data: what stands in it is decided once, and written as Markdown or as HTML. */
export type Block =
  | Heading
  | { readonly kind: "paragraph"; readonly text: readonly Inline[]; readonly tone: Tone }
  | { readonly kind: "list"; readonly items: readonly (readonly Inline[])[] }
  | Table;

export interface Heading {
  readonly kind: "heading";
  readonly level: 1 | 2 | 3;
  readonly id: string;
  readonly text: readonly Inline[];
}

export interface Table {
  readonly kind: "table";
  /** For those who do not see the page around it. */
  readonly caption: string;
  readonly head: readonly string[];
  /** Cells; the first of a row is its heading. */
  readonly rows: Iterable<readonly (readonly Inline[])[]>;
  /** Whether all columns but the first hold a number or a word. */
  readonly counts: boolean;
}

/** `answer` is what the page begins with; `warning` what must not be overlooked. */
type Tone = "plain" | "answer" | "warning" | "small";

/** A string is text that may hold names from an input; the others say what it is beside that. */
export type Inline =
  | string
  | { readonly code: string }
  | { readonly strong: string }
  | { readonly answer: Answer }
  | { readonly link: string; readonly text: string };

export function heading(level: Heading["level"], id: string, ...text: readonly Inline[]): Block {
  return { kind: "heading", level, id, text };
}

export function paragraph(...text: readonly Inline[]): Block {
  return { kind: "paragraph", text, tone: "plain" };
}

export function small(...text: readonly Inline[]): Block {
  return { kind: "paragraph", text, tone: "small" };
}

export function warning(...text: readonly Inline[]): Block {
  return { kind: "paragraph", text, tone: "warning" };
}

export function list(items: readonly (readonly Inline[])[]): Block {
  return { kind: "list", items };
}

export function table(caption: string, head: readonly string[], rows: Iterable<readonly (readonly Inline[])[]>): Block {
  return { kind: "table", caption, head, rows, counts: false };
}

/** A table of numbers. */
export function counts(
  caption: string,
  head: readonly string[],
  rows: Iterable<readonly (readonly Inline[])[]>,
): Block {
  return { kind: "table", caption, head, rows, counts: true };
}

/** Items with a comma between. */
export function joined(items: readonly Inline[], separator = ", "): Inline[] {
  return items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));
}

/** The word for an answer; the data says `not-applicable`. */
export function answerWord(answer: Answer): string {
  return answer === "not-applicable" ? "n/a" : answer;
}
