import type { Finding, Report } from "../model/report.ts";
import { SEVERITIES } from "../model/words.ts";
import type { Reporter, ReportOptions } from "./contract.ts";
import {
  address,
  backendProtection,
  clientSummary,
  count,
  leftOut,
  notJudged,
  objectName,
  position,
  tally,
  unread,
} from "./describe.ts";
import { editText } from "./finding-lines.ts";
import { examples, type FindingGroup, groupByCause, shownFindings } from "./groups.ts";
import { code, prose, tableRow } from "./markdown-text.ts";
import { whyItMatters } from "./pages.ts";

/** Comments on pull requests are cut at 65,536 characters: lists end before. */
const CAUSES = 30;
const PLACES = 5;
const ROUTES = 100;
const ROWS = 20;

/** For comments on pull requests and for wikis (GitHub-flavoured Markdown). */
export const reporter = {
  format: "markdown",
  summary: "for comments on pull requests",
  *render(report, options) {
    yield* head(report, options);
    yield* findingsPart(report, options);
    if (options.subject === "routes") {
      yield* routesPart(report);
      yield* assumptionsPart(report);
    }
    yield* skippedPart(report);
  },
} satisfies Reporter;

function* head({ summary, ...report }: Report, { subject }: ReportOptions): Generator<string> {
  const total = SEVERITIES.reduce((sum, severity) => sum + summary.findings[severity], 0);
  const findings = total === 0 ? "no findings" : tally(summary.findings, true);
  yield subject === "routes"
    ? `## lasthop: ${count(summary.routes, "route")}, ${findings}\n`
    : `## lasthop: ${findings}\n`;
  const missing = unread({ summary, ...report }).length;
  if (missing > 0) yield `\n**Incomplete: ${count(missing, "part")} of the input could not be read.**\n`;
  const patterns = tally(summary.byPattern);
  if (subject === "routes" && patterns !== "") yield `\nRoutes by pattern: ${patterns}.\n`;
  const left = notJudged(report);
  if (subject === "routes" && left !== null) yield `\n**Not judged:** ${left}.\n`;
  if (summary.suppressed > 0) yield `\nSuppressed findings: ${summary.suppressed}.\n`;
}

function* findingsPart(report: Report, options: ReportOptions): Generator<string> {
  const groups = groupByCause(shownFindings(report.findings, options.showSuppressed));
  if (groups.length === 0) return;
  yield "\n### Findings\n";
  for (const group of groups.slice(0, CAUSES)) yield* groupPart(group, options);
  if (groups.length > CAUSES) yield `\n... and ${groups.length - CAUSES} more causes.\n`;
}

function* groupPart({ first, findings }: FindingGroup, options: ReportOptions): Generator<string> {
  const times = findings.length === 1 ? "" : ` (${findings.length} times)`;
  const suppressed = first.suppressed === null ? "" : ` (suppressed: ${prose(first.suppressed.reason)})`;
  yield `\n#### ${first.severity} ${first.rule} ${first.slug}${times}\n\n${prose(first.message)}${suppressed}\n\n`;
  const shown = examples(findings, PLACES);
  for (const finding of shown) yield `- ${placeText(finding)}\n`;
  if (findings.length > shown.length) yield `- ... and ${findings.length - shown.length} more\n`;
  const why = whyItMatters(options.rules.find((rule) => rule.id === first.rule));
  if (why !== null) yield `\n**Why it matters:** ${prose(why)}\n`;
  if (first.remedy === null) return;
  yield `\n**Fix:** ${prose(first.remedy.text)}\n`;
  const edits = first.remedy.edits ?? [];
  if (edits.length > 0) yield "\n";
  for (const edit of edits) yield `- ${code(editText(edit))}\n`;
}

function placeText(finding: Finding): string {
  const object = code(objectName(finding.object));
  return finding.source === null ? object : `${code(position(finding.source))} ${object}`;
}

function* routesPart({ routes }: Report): Generator<string> {
  if (routes.length === 0) return;
  yield "\n### Routes\n\n";
  yield tableRow(["Host and path", "Pattern", "Client", "Backend", "Weakest", "Declared by"]);
  yield tableRow(["---", "---", "---", "---", "---", "---"]);
  for (const route of routes.slice(0, ROUTES)) {
    yield tableRow([
      code(address(route)),
      route.pattern,
      clientSummary(route.client),
      backendProtection(route) ?? "none",
      route.weakest,
      code(objectName(route.object)),
    ]);
  }
  if (routes.length > ROUTES) yield `\n... and ${routes.length - ROUTES} more routes.\n`;
}

function* assumptionsPart({ assumptions }: Report): Generator<string> {
  if (assumptions.length === 0) return;
  yield "\n### Assumed, since the input does not say\n\n";
  yield tableRow(["Fact", "Assumed", "Verdicts", "How to supply it"]);
  yield tableRow(["---", "---", "---", "---"]);
  for (const { fact, assumed, verdicts, supply } of assumptions.slice(0, ROWS)) {
    yield tableRow([prose(fact), prose(assumed), String(verdicts ?? ""), prose(supply)]);
  }
  if (assumptions.length > ROWS) yield `\n... and ${assumptions.length - ROWS} more.\n`;
}

function* skippedPart(report: Report): Generator<string> {
  const items = [...unread(report), ...leftOut(report)];
  if (items.length === 0) return;
  yield "\n### Not read\n\n";
  for (const { where: place, reason, error } of items.slice(0, ROWS)) {
    yield `- ${error === true ? "**error** " : ""}${code(place)} ${prose(reason)}\n`;
  }
  if (items.length > ROWS) yield `- ... and ${items.length - ROWS} more\n`;
}
