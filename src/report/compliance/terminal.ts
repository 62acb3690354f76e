import { ANSWERS, type ControlAnswers, type RouteAnswers, type TopicAnswers } from "../../model/compliance.ts";
import { firstFew } from "../../model/first-few.ts";
import type { Report } from "../../model/report.ts";
import type { ReportOptions } from "../contract.ts";
import { address, count, name, sentence } from "../describe.ts";
import { incompleteLines } from "../incomplete-lines.ts";
import { aligned, paragraphWidth, wrap } from "../layout.ts";
import { type Paint, painter } from "../paint.ts";
import { answerSentence, warningsOf } from "./answer-part.ts";
import { answerWord } from "./blocks.ts";
import { type Page, pageOf, SHORT } from "./page-view.ts";

/** Reasons that are listed, and the routes that each names; the page has all. */
const REASONS = 20;
const ROUTES = 5;
const HEAD = [...ANSWERS.map((answer) => answerWord(answer).toUpperCase()), ""];
const NUMBERS = [0, 1, 2, 3];

/** The view at a terminal: the answer, the counts, each control, and the routes that do not pass. */
export function* complianceLines(report: Report, options: ReportOptions): Generator<string> {
  const page = pageOf(report);
  const { framework, topics, controls, notSeen } = page.view;
  const paint = painter(options.color);
  const width = paragraphWidth(options);
  yield* incompleteLines(report, { options });
  yield* wrap(answerSentence(page.view), width).map((line) => paint("strong", line));
  if (options.brief) return;
  for (const text of warningsOf(report, page.view)) {
    if (!text.startsWith("Incomplete")) yield* wrap(text, width).map((line) => paint("warning", line));
  }
  yield "";
  yield paint("strong", `What was asked (${framework.name} ${framework.version})`);
  for (const line of aligned([HEAD, ...topics.map(questionRow)], NUMBERS)) yield `  ${line}`;
  yield "";
  yield paint("strong", "Controls");
  for (const control of controls) yield* controlLines(page, control, width);
  yield* notPassing(page, width, paint);
  yield "";
  const { suppressed } = report.summary;
  const accepted = suppressed === 0 ? "" : `${count(suppressed, "accepted finding")}, `;
  const rest = `No control is claimed to be met. The evidence, ${accepted}${count(notSeen.length, "point")} not seen or assumed, and how to read this under ${framework.name} are in -o markdown and -o html.`;
  yield* wrap(rest, width);
}

function questionRow({ counts, assumed, question, of }: TopicAnswers): string[] {
  const note = assumed === 0 ? "" : ` (${assumed} of the passes assumed)`;
  return [
    ...ANSWERS.map((answer) => String(counts[answer])),
    `${question}${of === "routes" ? "" : " (Secrets)"}${note}`,
  ];
}

function* controlLines({ view, findings }: Page, control: ControlAnswers, width: number): Generator<string> {
  yield* wrap(`${control.id}: ${control.title}`, width, "  ", "    ");
  const tallies = control.topics.map(({ id, advisory }) => {
    const asked = view.topics.find((topic) => topic.id === id);
    return `${id}${advisory ? " (advisory)" : ""} ${asked === undefined ? "" : told(asked)}`;
  });
  yield* wrap(tallies.join("; "), width, "    ");
  const rules = [...new Set(control.findings.map((fingerprint) => findings.get(fingerprint)?.rule ?? ""))].sort();
  if (rules.length > 0) yield* wrap(`findings ${rules.join(", ")}`, width, "    ");
}

function told({ counts, of }: TopicAnswers): string {
  const parts = ANSWERS.filter((answer) => counts[answer] > 0 && answer !== "not-applicable");
  if (parts.length > 0) return parts.map((answer) => `${counts[answer]} ${answer}`).join(", ");
  return counts["not-applicable"] > 0 ? "n/a" : `(no ${of === "routes" ? "route" : "TLS Secret"})`;
}

/** Routes with one reason together, those that fail first. */
function* notPassing({ view, routes }: Page, width: number, paint: Paint): Generator<string> {
  const groups = new Map<string, { readonly first: RouteAnswers; readonly names: string[] }>();
  for (const answers of view.routes) {
    if (answers.encrypted === "pass" || answers.encrypted === "not-applicable") continue;
    const key = `${answers.encrypted}\n${reasonsOf(answers).join("\n")}`;
    const group = groups.get(key) ?? { first: answers, names: [] };
    groups.set(key, group);
    const route = routes.get(answers.route);
    group.names.push(route === undefined ? name(answers.route) : address(route));
  }
  if (groups.size === 0) return;
  yield "";
  yield paint("strong", "Routes that are not seen to be encrypted on every leg");
  const sorted = [...groups.values()].sort(
    (a, b) => Number(a.first.encrypted !== "fail") - Number(b.first.encrypted !== "fail"),
  );
  for (const { first, names } of sorted.slice(0, REASONS)) {
    const word = first.encrypted === "fail" ? "fail" : "unknown";
    const [head = "", ...others] = reasonsOf(first).flatMap((reason) =>
      wrap(reason, width, "           ", "             "),
    );
    yield `  ${paint(word === "fail" ? "error" : "unknown", word.padEnd(7))}  ${head.trimStart()}`;
    yield* others;
    const list = `${count(names.length, "route")}: ${firstFew(names, ROUTES)}`;
    yield* wrap(list, width, "           ", "             ");
  }
  if (sorted.length > REASONS) yield `  ... and ${sorted.length - REASONS} more reasons`;
}

/** What keeps each side from passing; once where both have the same reason. */
function reasonsOf({ answers }: RouteAnswers): string[] {
  const open = (["client-encrypted", "behind-encrypted"] as const).filter((topic) => {
    return answers[topic].answer === "fail" || answers[topic].answer === "unknown";
  });
  const reasons = open.map((topic) => answers[topic].because);
  if (reasons.length === 2 && reasons[0] === reasons[1]) return [sentence(`both sides: ${reasons[0]}`)];
  return open.map((topic) => sentence(`${SHORT[topic]}: ${answers[topic].because}`));
}
