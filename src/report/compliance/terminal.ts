import { ANSWERS, type ControlAnswers } from "../../model/compliance.ts";
import type { Report } from "../../model/report.ts";
import type { ReportOptions } from "../contract.ts";
import { address, count, name, sentence } from "../describe.ts";
import { incompleteLines } from "../incomplete-lines.ts";
import { aligned, paragraphWidth, wrap } from "../layout.ts";
import { type Paint, painter } from "../paint.ts";
import { answerSentence, warningsOf } from "./answer-part.ts";
import { answerWord } from "./blocks.ts";
import { type Page, pageOf, SHORT } from "./page-view.ts";

/** Routes that are listed by name; the page has all. */
const ROUTES = 30;
const HEAD = [...ANSWERS.map((answer) => answerWord(answer).toUpperCase()), ""];
const NUMBERS = [0, 1, 2, 3];

/** The view at a terminal: the answer, the counts, each control, and the routes that do not pass. */
export function* complianceLines(report: Report, options: ReportOptions): Generator<string> {
  const page = pageOf(report);
  const paint = painter(options.color);
  const width = paragraphWidth(options);
  yield* incompleteLines(report, { options });
  yield* wrap(answerSentence(page.view), width).map((line) => paint("strong", line));
  if (options.brief) return;
  for (const text of warningsOf(report, page.view)) {
    if (!text.startsWith("Incomplete")) yield* wrap(text, width).map((line) => paint("warning", line));
  }
  yield "";
  yield paint("strong", `What was asked (${page.view.framework.name} ${page.view.framework.version})`);
  const rows = page.view.topics.map(({ question, of, counts }) => [
    ...ANSWERS.map((answer) => String(counts[answer])),
    `${question}${of === "routes" ? "" : " (Secrets)"}`,
  ]);
  for (const line of aligned([HEAD, ...rows], NUMBERS)) yield `  ${line}`;
  yield "";
  yield paint("strong", "Controls");
  for (const control of page.view.controls) yield* controlLines(page, control, width);
  yield* notPassing(page, width, paint);
  yield "";
  const seen = `No control is claimed to be met. The evidence, ${count(page.view.notSeen.length, "point")} not seen or assumed, and how to read this under ${page.view.framework.name} are in -o markdown and -o html.`;
  yield* wrap(seen, width);
}

function* controlLines({ view, findings }: Page, control: ControlAnswers, width: number): Generator<string> {
  yield* wrap(`${control.id}: ${control.title}`, width, "  ", "    ");
  const tallies = control.topics.map(({ id, advisory }) => {
    const counts = view.topics.find((topic) => topic.id === id)?.counts;
    const parts = ANSWERS.filter((answer) => (counts?.[answer] ?? 0) > 0 && answer !== "not-applicable");
    const told = parts.map((answer) => `${counts?.[answer]} ${answer}`).join(", ");
    return `${id}${advisory ? " (advisory)" : ""} ${told === "" ? "n/a" : told}`;
  });
  yield* wrap(tallies.join("; "), width, "    ");
  const rules = [...new Set(control.findings.map((fingerprint) => findings.get(fingerprint)?.rule ?? ""))].sort();
  if (rules.length > 0) yield* wrap(`findings ${rules.join(", ")}`, width, "    ");
}

function* notPassing({ view, routes }: Page, width: number, paint: Paint): Generator<string> {
  const open = [
    ...view.routes.filter(({ encrypted }) => encrypted === "fail"),
    ...view.routes.filter(({ encrypted }) => encrypted === "unknown"),
  ];
  if (open.length === 0) return;
  yield "";
  yield paint("strong", "Routes that are not seen to be encrypted on every leg");
  for (const { route: id, encrypted, answers } of open.slice(0, ROUTES)) {
    const route = routes.get(id);
    const word = paint(encrypted === "fail" ? "error" : "unknown", encrypted);
    yield `  ${word}  ${route === undefined ? name(id) : address(route)}`;
    for (const topic of ["client-encrypted", "behind-encrypted"] as const) {
      const { answer, because } = answers[topic];
      if (answer === "fail" || answer === "unknown") {
        yield* wrap(sentence(because), width, `        ${SHORT[topic]}: `, "          ");
      }
    }
  }
  if (open.length > ROUTES) yield `  ... and ${open.length - ROUTES} more`;
}
