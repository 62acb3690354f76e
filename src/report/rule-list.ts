import type { ReportOptions, RuleEntry } from "./contract.ts";
import { jsonList } from "./json.ts";
import { paragraphWidth, wrap } from "./layout.ts";
import { code, prose, tableRow } from "./markdown-text.ts";
import { painter } from "./paint.ts";

/** What the first digit of a rule's number says. */
const CHAPTERS: Readonly<Record<string, string>> = {
  "1": "Between the client and the controller",
  "2": "Between the controller and the workload",
  "3": "Mesh",
  "4": "Access to keys",
  "5": "Certificates",
  "6": "Settings that do not do what they say",
  "7": "Gateway API",
  "8": "Migration",
};

/** The rule book as a list: a table for people unless another format is asked for. */
export function* listRules(
  rules: readonly RuleEntry[],
  format: string | undefined,
  options: Pick<ReportOptions, "color" | "width">,
): Generator<string> {
  if (format === "json") {
    yield* jsonList(rules);
    yield "\n";
  } else if (format === "markdown") yield* markdownList(rules);
  else yield* tableList(rules, options);
}

function* tableList(
  rules: readonly RuleEntry[],
  { color, width }: Pick<ReportOptions, "color" | "width">,
): Generator<string> {
  const paint = painter(color);
  let first = true;
  for (const [chapter, own] of chapters(rules)) {
    yield `${first ? "" : "\n"}${paint("strong", chapter)}\n`;
    first = false;
    for (const { id, severity, slug, summary } of own) {
      yield `  ${id}  ${paint(severity, severity.padEnd(7))}  ${slug}\n`;
      for (const line of wrap(summary, paragraphWidth({ width }), " ".repeat(10))) yield `${paint("dim", line)}\n`;
    }
  }
}

function* markdownList(rules: readonly RuleEntry[]): Generator<string> {
  for (const [chapter, own] of chapters(rules)) {
    yield `## ${chapter}\n\n${tableRow(["Rule", "Name", "Severity", "What it is"])}${tableRow(["---", "---", "---", "---"])}`;
    for (const { id, slug, severity, summary } of own) yield tableRow([id, code(slug), severity, prose(summary)]);
    yield "\n";
  }
}

function chapters(rules: readonly RuleEntry[]): Map<string, RuleEntry[]> {
  return Map.groupBy(rules, ({ id }) => CHAPTERS[id.charAt(2)] ?? "Other");
}
