import { code, prose, tableRow } from "../markdown-text.ts";
import { answerWord, type Block, type Inline } from "./blocks.ts";

/** Blocks as GitHub-flavoured Markdown, a piece for each line of a table. */
export function* toMarkdown(blocks: Iterable<Block>): Generator<string> {
  let first = true;
  for (const block of blocks) {
    if (!first) yield "\n";
    first = false;
    switch (block.kind) {
      case "heading":
        yield `<a id="${block.id}"></a>\n\n${"#".repeat(block.level)} ${text(block.text)}\n`;
        break;
      case "paragraph":
        yield block.tone === "answer" || block.tone === "warning"
          ? `**${text(block.text)}**\n`
          : `${text(block.text)}\n`;
        break;
      case "list":
        for (const item of block.items) yield `- ${text(item)}\n`;
        break;
      case "table":
        yield tableRow(block.head.map((cell) => prose(cell)));
        yield tableRow(block.head.map(() => "---"));
        for (const row of block.rows) yield tableRow(row.map(text));
    }
  }
}

function text(items: readonly Inline[]): string {
  return items.map(inline).join("");
}

function inline(item: Inline): string {
  if (typeof item === "string") return prose(item);
  if ("code" in item) return code(item.code);
  if ("strong" in item) return `**${prose(item.strong)}**`;
  if ("answer" in item) return item.answer === "fail" ? "**fail**" : answerWord(item.answer);
  return `[${prose(item.text)}](#${item.link})`;
}
