import type { Report } from "../model/report.ts";
import { type Severity, SEVERITIES } from "../model/words.ts";
import { assumptionLines, skippedLines } from "./assumption-lines.ts";
import { comparisonLines } from "./comparison-lines.ts";
import type { Reporter, ReportOptions } from "./contract.ts";
import { controllerName, count, name, notJudged, tally } from "./describe.ts";
import { briefLine, findingLines } from "./finding-lines.ts";
import { incompleteLines } from "./incomplete-lines.ts";
import { groupByCause, shownFindings } from "./groups.ts";
import { paragraphWidth, wrap } from "./layout.ts";
import { type Paint, painter } from "./paint.ts";
import { routeLines } from "./route-lines.ts";

/** For people at a terminal: what was found, grouped by cause, then the routes, then what is not known. */
export const reporter = {
  format: "table",
  summary: "for people (the default)",
  *render(report, options) {
    const lines = options.brief ? briefLines(report, options) : tableLines(report, options);
    for (const line of lines) yield `${line}\n`;
  },
} satisfies Reporter;

/** More causes than these are counted, not shown. */
const CAUSES = 50;

function* briefLines(report: Report, options: ReportOptions): Generator<string> {
  const paint = painter(options.color);
  yield* incompleteLines(report, { options });
  const findings = report.comparison?.findings.new ?? report.findings;
  for (const finding of shownFindings(findings, options.showSuppressed)) yield briefLine(finding, paint);
}

function* tableLines(report: Report, options: ReportOptions): Generator<string> {
  const paint = painter(options.color);
  yield* incompleteLines(report, { options });
  if (report.comparison !== undefined) {
    yield* comparisonLines(report.comparison, report, options, paint);
    yield* section("Not read", skippedLines(report, options, paint), paint);
    return;
  }
  yield* summaryLines(report, options, paint);
  yield* findingsSection(report, options, paint);
  if (options.subject === "routes") {
    yield* section("Routes", routeLines(report.routes, options, paint), paint);
    yield* section("Assumed, since the input does not say", assumptionLines(report.assumptions, options, paint), paint);
  }
  yield* section("Not read", skippedLines(report, options, paint), paint);
}

function* summaryLines(report: Report, options: ReportOptions, paint: Paint): Generator<string> {
  const { summary } = report;
  const width = paragraphWidth(options);
  if (options.subject === "routes") {
    const patterns = tally(summary.byPattern);
    yield* strongStart(count(summary.routes, "route"), patterns === "" ? "" : `: ${patterns}`, width, paint);
    const left = notJudged(report);
    if (left !== null) yield* strongStart("not judged", `: ${left}`, width, paint);
  }
  const total = SEVERITIES.reduce((sum, severity) => sum + summary.findings[severity], 0);
  const open = total === 0 ? "" : `: ${tally(summary.findings, true)}`;
  const hidden = options.showSuppressed ? "" : " (--show-suppressed lists them)";
  const suppressed = summary.suppressed === 0 ? "" : `; ${summary.suppressed} suppressed${hidden}`;
  yield* strongStart(total === 0 ? "no findings" : count(total, "finding"), `${open}${suppressed}`, width, paint);
  yield* wrap(inputText(report), width).map((line) => paint("dim", line));
}

function strongStart(start: string, rest: string, width: number, paint: Paint): string[] {
  const [first = "", ...others] = wrap(`${start}${rest}`, width, "", "  ");
  return [`${paint("strong", start)}${first.slice(start.length)}`, ...others];
}

function inputText(report: Report): string {
  const objects = report.inputs.reduce((sum, input) => sum + input.objects, 0);
  const names = [...new Set(report.inputs.map((input) => (input.kind === "stdin" ? "stdin" : name(input.name))))];
  const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  const controllers = [...new Set(report.routes.map((route) => controllerName(route.controller)))].sort();
  const through = controllers.length === 0 ? "" : `; served by ${controllers.join(", ")}`;
  return `${count(objects, "object")} from ${shown.length === 0 ? "nowhere" : shown.join(", ")}${through}`;
}

function* findingsSection(report: Report, options: ReportOptions, paint: Paint): Generator<string> {
  const groups = groupByCause(shownFindings(report.findings, options.showSuppressed));
  const routes = new Map(report.routes.map((route) => [route.id, route]));
  for (const group of groups.slice(0, CAUSES)) {
    yield "";
    yield* findingLines(group, routes, options, paint);
  }
  if (groups.length <= CAUSES) return;
  yield "";
  const left: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
  for (const { first } of groups.slice(CAUSES)) left[first.severity] += 1;
  yield `... and ${groups.length - CAUSES} more causes (${tally(left, true)}); -q prints a line for each finding`;
}

function* section(title: string, lines: Iterable<string>, paint: Paint): Generator<string> {
  let first = true;
  for (const line of lines) {
    if (first) {
      yield "";
      yield paint("strong", title);
      first = false;
    }
    yield line;
  }
}
