import type { ReportOptions, RuleEntry } from "./contract.ts";
import { paragraphWidth, wrap } from "./layout.ts";
import { painter } from "./paint.ts";

/** A rule's page: laid out for a terminal, or Markdown as it is where the text goes to a file or a pipe. */
export function* pageText(rule: RuleEntry, options: Pick<ReportOptions, "width" | "color">): Generator<string> {
  if (options.width === null && !options.color) {
    yield rule.page;
    return;
  }
  const paint = painter(options.color);
  const width = paragraphWidth(options);
  yield `${paint("strong", `${rule.id} ${rule.slug}`)}  ${paint(rule.severity, rule.severity)}\n`;
  let fenced = false;
  for (const line of rule.page.trimEnd().split("\n").slice(1)) {
    const heading = /^#+ +(.*)$/.exec(line)?.[1];
    if (line.startsWith("```")) fenced = !fenced;
    else if (fenced) yield `    ${line}\n`;
    else if (heading !== undefined) yield `${paint("strong", heading)}\n`;
    else yield `${wrap(line.replaceAll("**", ""), width, "", /^(?:[-*]|\d+\.) /.test(line) ? "  " : "").join("\n")}\n`;
  }
}
