import { visible } from "../../model/visible.ts";
import { answerWord, type Block, type Heading, type Inline, type Table } from "./blocks.ts";
import { STYLE } from "./style.ts";

/** Blocks as one file of HTML: no scripts, nothing that is loaded, readable without colours and on paper. */
export function* toHtml(title: string, blocks: Iterable<Block>): Generator<string> {
  yield `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n`;
  yield `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n`;
  yield `<meta name="viewport" content="width=device-width, initial-scale=1">\n`;
  yield `<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n`;
  yield `<title>${escaped(title)}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n<main>\n`;
  const open: number[] = [];
  for (const block of blocks) {
    if (block.kind === "heading" && block.level > 1) yield* sectionFor(block, open);
    yield* one(block);
  }
  for (const _ of open) yield "</section>\n";
  yield "</main>\n</body>\n</html>\n";
}

/** Ends the sections that a heading ends, and begins its own. Those within others are laid out when they are scrolled to. */
function* sectionFor({ level, id }: Heading, open: number[]): Generator<string> {
  for (let last = open.at(-1); last !== undefined && last >= level; last = open.at(-1)) {
    open.pop();
    yield "</section>\n";
  }
  open.push(level);
  // Of ten thousand landmarks none is one: only the parts of the page are.
  yield level === 2 ? `<section aria-labelledby="${id}">\n` : `<section class="part">\n`;
}

function* one(block: Block): Generator<string> {
  switch (block.kind) {
    case "heading":
      yield `<h${block.level} id="${block.id}">${text(block.text)}</h${block.level}>\n`;
      break;
    case "paragraph":
      yield block.tone === "plain"
        ? `<p>${text(block.text)}</p>\n`
        : `<p class="${block.tone}">${text(block.text)}</p>\n`;
      break;
    case "list":
      yield "<ul>\n";
      for (const item of block.items) yield `<li>${text(item)}</li>\n`;
      yield "</ul>\n";
      break;
    case "table":
      yield `<div class="scroll"${isWide(block) ? WIDE : ""}>\n`;
      yield `<table${block.counts ? ` class="counts"` : ""} aria-label="${escaped(block.caption)}">\n`;
      yield `<thead><tr>${block.head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join("")}</tr></thead>\n<tbody>\n`;
      for (const row of block.rows) yield `<tr>${row.map(cellOf).join("")}</tr>\n`;
      yield "</tbody>\n</table>\n</div>\n";
  }
}

/** Tables that may not fit are scrolled with the keyboard too; each of the others would be one more stop on the way. */
const WIDE = ` role="group" tabindex="0"`;

function isWide({ counts, head }: Table): boolean {
  return !counts && head.length > 4;
}

function cellOf(cell: readonly Inline[], column: number): string {
  return column === 0 ? `<th scope="row">${text(cell)}</th>` : `<td>${text(cell)}</td>`;
}

function text(items: readonly Inline[]): string {
  return items.map(inline).join("");
}

function inline(item: Inline): string {
  if (typeof item === "string") return escaped(item);
  if ("code" in item) return `<code>${escaped(item.code)}</code>`;
  if ("strong" in item) return `<strong>${escaped(item.strong)}</strong>`;
  if ("answer" in item) return `<span class="answer ${item.answer}">${answerWord(item.answer)}</span>`;
  return `<a href="#${item.link}">${escaped(item.text)}</a>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for the inside of an element or of a quoted attribute. */
function escaped(text: string): string {
  return visible(text, 2000).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
