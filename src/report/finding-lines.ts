import { firstFew } from "../model/first-few.ts";
import type { Edit, Evidence, Finding, Route } from "../model/report.ts";
import type { ReportOptions } from "./contract.ts";
import { address, count, fieldKey, name, objectName, position, sentence, where } from "./describe.ts";
import { countObjects, examples, type FindingGroup, routesOf } from "./groups.ts";
import { paragraphWidth, wrap } from "./layout.ts";
import type { Paint } from "./paint.ts";
import { whyItMatters } from "./pages.ts";

const EXAMPLES = 3;
const FACTS = 2;
const LABEL = 8;

/** `file:line:column severity LH2001 text`: one line that editors can jump to. */
export function briefLine(finding: Finding, paint: Paint): string {
  const head = `${where(finding)} ${paint(finding.severity, finding.severity)} ${finding.rule}`;
  return `${head} ${sentence(finding.message)}${suppressedText(finding)}`;
}

/** One cause as a paragraph: what is wrong, where else, why it matters, what to do. */
export function* findingLines(
  group: FindingGroup,
  routes: ReadonlyMap<string, Route>,
  options: ReportOptions,
  paint: Paint,
): Generator<string> {
  const { first, findings } = group;
  yield* headLines(first, options, paint);
  const others = elsewhere(findings);
  if (others !== null) yield* labelled("also", others, options, paint);
  const hosts = routesText(findings, routes);
  if (hosts !== null) yield* labelled("routes", hosts, options, paint);
  for (const fact of facts(first)) yield* labelled("because", fact, options, paint);
  yield* adviceLines(first, options, paint);
}

/** Why it matters, and what to do. */
export function* adviceLines({ rule: id, remedy }: Finding, options: ReportOptions, paint: Paint): Generator<string> {
  const why = whyItMatters(options.rules.find((rule) => rule.id === id));
  if (why !== null) yield* labelled("risk", sentence(why), options, paint);
  if (remedy === null) return;
  yield* labelled("fix", sentence(remedy.text), options, paint);
  for (const edit of remedy.edits ?? []) yield `  ${" ".repeat(LABEL)}${editText(edit)}`;
}

function labelled(label: string, text: string, options: ReportOptions, paint: Paint): string[] {
  const [first = "", ...others] = wrap(text, paragraphWidth(options), `  ${label.padEnd(LABEL)}`);
  return [first.replace(label, paint("dim", label)), ...others];
}

/** In a terminal the message is wrapped under itself; elsewhere it stays on one line, as programs want it. */
export function headLines(finding: Finding, options: ReportOptions, paint: Paint): string[] {
  const line = briefLine(finding, paint);
  return options.width === null ? [line] : wrap(line, paragraphWidth(options), "", "    ");
}

function suppressedText({ suppressed }: Finding): string {
  if (suppressed === null) return "";
  const until = suppressed.until === null ? "" : ` until ${name(suppressed.until)}`;
  return ` (suppressed${until}: ${sentence(suppressed.reason)})`;
}

function elsewhere(findings: readonly Finding[]): string | null {
  const objects = countObjects(findings);
  if (objects === 1) return null;
  const shown = examples(findings, EXAMPLES + 1).slice(1);
  const left = objects - 1 - shown.length;
  const more = left === 0 ? "" : ` and ${left} more`;
  const total =
    findings.length === objects ? count(objects, "object") : `${findings.length} times in ${objects} objects`;
  return `${total}: ${shown.map(where).join(", ")}${more}`;
}

function routesText(findings: readonly Finding[], routes: ReadonlyMap<string, Route>): string | null {
  const hit = new Set<string>();
  for (const id of findings.flatMap(routesOf)) {
    const route = routes.get(id);
    if (route !== undefined) hit.add(address(route));
  }
  return hit.size === 0 ? null : firstFew([...hit], EXAMPLES);
}

/** What the controller makes of the fields, with their place where it is not the one in the headline. */
function facts(finding: Finding): string[] {
  const message = plain(finding.message);
  const seen = new Set<string>();
  const lines: string[] = [];
  for (const item of finding.evidence) {
    if (lines.length === FACTS) break;
    const fact = plain(item.fact);
    if (seen.has(fact) || message.includes(fact)) continue;
    seen.add(fact);
    lines.push(`${sentence(item.fact)}${factPlace(item, finding)}`);
  }
  return lines;
}

function factPlace(item: Evidence, { source: head, object }: Finding): string {
  const { source } = item;
  if (source === null) {
    const own = item.object === null ? "" : objectName(item.object);
    return own === "" || own === objectName(object) ? "" : ` (${own})`;
  }
  if (head !== null && source.file === head.file && source.line === head.line) return "";
  return ` (${position(source)})`;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\.$/, "");
}

/** An edit as a line of YAML, so that it can be copied. */
export function editText(edit: Edit): string {
  const key = fieldKey(edit.field);
  return edit.value === null ? `remove ${key}` : `${key}: ${name(JSON.stringify(edit.value))}`;
}
