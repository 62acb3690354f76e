import { stripVTControlCharacters } from "node:util";

/** Text in columns of a terminal: widths as terminals have them, never as UTF-16 counts. */

const WIDE =
  /[\u1100-\u115f\u231a\u231b\u23e9-\u23ec\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const ZERO = /\p{Mn}|\p{Me}|\p{Cf}/u;
const ASCII = /^[\u0020-\u007e]*$/;

/** Columns that a text takes; colours take none. */
export function columnsOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let columns = 0;
  for (const character of stripVTControlCharacters(text)) columns += columnsOfOne(character);
  return columns;
}

function columnsOfOne(character: string): number {
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - columnsOf(text))) + text;
}

/** Cuts a text without colours to a number of columns: from its middle, since both ends of a host or a path tell most. */
export function shorten(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  if (columns <= 3) return ".".repeat(columns);
  const characters = [...text];
  const tail = takeWhileFits(characters.toReversed(), Math.floor((columns - 3) / 2)).toReversed();
  const head = takeWhileFits(characters, columns - 3 - columnsOf(tail.join("")));
  return `${head.join("")}...${tail.join("")}`;
}

function takeWhileFits(characters: readonly string[], columns: number): string[] {
  const taken: string[] = [];
  let used = 0;
  for (const character of characters) {
    used += columnsOfOne(character);
    if (used > columns) break;
    taken.push(character);
  }
  return taken;
}

/**
 * Lines of a paragraph. Words are never broken, so that names can be copied; one that is too long has its own line.
 * @param hang indentation of every line but the first, which is taken to begin after `first`
 */
export function wrap(text: string, width: number, first = "", hang = " ".repeat(columnsOf(first))): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(" ")) {
    if (!empty && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line);
      line = hang;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

/** Rows with aligned columns, two spaces between; numbers at the right. Cells must fit: shorten them before. */
export function aligned(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, columnsOf(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, index) => (right.includes(index) ? padStart : pad)(cell, widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Columns of paragraphs where nobody says how wide the terminal is. */
const UNMEASURED = 80;

/** Columns that paragraphs may take: what the terminal has, within what can be read. */
export function paragraphWidth({ width }: { readonly width: number | null }): number {
  return Math.max(40, Math.min(width ?? UNMEASURED, 120));
}
