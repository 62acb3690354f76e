import type { Compliance } from "../model/compliance.ts";
import type { Report } from "../model/report.ts";
import type { Reporter } from "./contract.ts";

/** The report as one JSON object, an item of each list per line: nothing of it is ever one long string. */
export const reporter = {
  format: "json",
  summary: "for programs; its fields are stable",
  *render(report) {
    yield `{\n"formatVersion": ${jsonText(report.formatVersion)},\n"tool": ${jsonText(report.tool)},\n`;
    yield `"summary": ${jsonText(report.summary)},\n"notJudged": ${jsonText(report.notJudged)},\n`;
    if (report.comparison !== undefined) yield `"comparison": ${jsonText(report.comparison)},\n`;
    if (report.compliance !== undefined) {
      yield `"compliance": `;
      yield* complianceJson(report.compliance);
      yield ",\n";
    }
    for (const key of LISTS) {
      yield `"${key}": `;
      yield* jsonList(report[key]);
      yield key === LISTS.at(-1) ? "\n}\n" : ",\n";
    }
  },
} satisfies Reporter;

const LISTS = ["inputs", "routes", "findings", "assumptions", "secrets"] as const satisfies readonly (keyof Report)[];

/** The view with its lists written item by item. */
function* complianceJson({ topics, controls, routes, secrets, notSeen, ...rest }: Compliance): Generator<string> {
  yield `{\n${jsonText(rest).slice(1, -1)}`;
  for (const [key, items] of Object.entries({ topics, controls, routes, secrets, notSeen })) {
    yield `,\n"${key}": `;
    yield* jsonList(items);
  }
  yield "\n}";
}

/** A JSON list with one item per line. */
export function* jsonList(items: Iterable<unknown>): Generator<string> {
  let separator = "[\n";
  for (const item of items) {
    yield `${separator}${jsonText(item)}`;
    separator = ",\n";
  }
  yield separator === "[\n" ? "[]" : "\n]";
}

/** JSON on one line, safe to print: what could move a cursor or turn text round is escaped. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(UNPRINTABLE, escaped);
}

const UNPRINTABLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
