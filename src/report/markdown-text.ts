import { visible } from "../model/visible.ts";

/** Text in Markdown that may come from an input: nothing in it is markup, a link, HTML or a mention. */
export function prose(text: string): string {
  return visible(text, 2000)
    .replaceAll(/[\\`*_{}[\]<>#|~$]/g, (character) => (character === "<" ? "&lt;" : `\\${character}`))
    .replaceAll(/@(?=\w)/g, "@<!-- -->")
    .replaceAll(/\b(https?|ftp):\/\//gi, "$1<!-- -->://")
    .replaceAll(/\bwww\./gi, "www<!-- -->.");
}

/** A code span, with a fence longer than any run of backticks inside. */
export function code(text: string): string {
  const safe = visible(text, 500);
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = safe.startsWith("`") || safe.endsWith("`") || safe === "" ? " " : "";
  return `${fence}${space}${safe}${space}${fence}`;
}

/** A row of a table. Bars end cells even inside of code, unless a backslash stands before them. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll(/(?<!\\)\|/g, "\\|")).join(" | ")} |\n`;
}
