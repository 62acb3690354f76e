import { ANSWERS, type AnswerCounts, type Compliance } from "../../model/compliance.ts";
import type { Report } from "../../model/report.ts";
import { controllerName, count, name, tally, unread } from "../describe.ts";
import { answerWord, type Block, counts, heading, type Inline, joined, paragraph, small, warning } from "./blocks.ts";
import { type Page, placeOfTopic } from "./page-view.ts";

/** The answer, and what must be known to read it. */
export function* answerPart(page: Page): Generator<Block> {
  const { report, view } = page;
  const { framework } = view;
  yield heading(1, "answer", `Is traffic encrypted in transit? ${framework.name} ${framework.version}`);
  yield { kind: "paragraph", tone: "answer", text: [answerSentence(view)] };
  for (const text of warningsOf(report, view)) yield warning(text);
  yield paragraph(originOf(report, view.judgedAt));
  yield paragraph(
    { strong: "pass" },
    ": seen to hold, with the evidence below; assumed where that leg rests on something that the input does not hold. ",
    { strong: "fail" },
    ": seen not to hold. ",
    { strong: "unknown" },
    ": the input does not tell. ",
    { strong: "n/a" },
    ": nothing to ask, as where no traffic passes. The page says what was seen. It claims of no control that it is met: that also depends on what was ",
    { link: "not-seen", text: "not seen" },
    ", and on ",
    { link: "caveats", text: "what the framework asks" },
    ".",
  );
  yield small("On this page: ", ...joined(contents(page)), ".");
  yield heading(2, "questions", "What was asked");
  yield counts("Answers by question", ["Question", "Asked of", ...ANSWERS.map(answerWord)], questionRows(view));
  if (report.routes.length === 0) yield small("The input declares no route that this release models.");
}

/** Links to the parts that there are. */
function contents({ view, groups }: Page): Inline[] {
  const parts: readonly (readonly [id: string, text: string, there: boolean])[] = [
    ["controls", "controls", true],
    ["evidence", "answers and their evidence", true],
    ["routes", "routes", view.routes.length > 0],
    ["secrets", "certificates and keys", view.secrets.length > 0],
    ["findings", "findings", groups.length > 0],
    ["accepted", "accepted findings", true],
    ["not-seen", "what was not seen", true],
    ["caveats", `how to read this under ${view.framework.name}`, true],
  ];
  return parts.flatMap(([link, text, there]) => (there ? [{ link, text }] : []));
}

function* questionRows({ encrypted, assumed, topics, routes }: Compliance): Generator<Inline[][]> {
  const all: Inline = routes.length === 0 ? OVERALL : { link: "routes", text: OVERALL };
  yield [[all], ["routes"], ...countCells(encrypted, assumed)];
  for (const topic of topics) {
    const { id, question, of } = topic;
    yield [[{ link: placeOfTopic(id), text: question }], [of], ...countCells(topic.counts, topic.assumed)];
  }
}

const OVERALL = "Is it encrypted in transit, on every leg?";

/** `Of 6 routes, 2 are encrypted on every leg that was seen, and 4 are not. On 1 of the encrypted ones …` */
export function answerSentence({ encrypted, assumed, routes }: Compliance): string {
  if (routes.length === 0) return "No route was judged.";
  const parts = [
    ...(encrypted.pass > 0 ? [`${are(encrypted.pass)} encrypted on every leg that was seen`] : []),
    ...(encrypted.fail > 0 ? [`${are(encrypted.fail)} not${encrypted.pass > 0 ? "" : " encrypted on some leg"}`] : []),
    ...(encrypted.unknown > 0 ? [`${are(encrypted.unknown)} unknown`] : []),
    ...(encrypted["not-applicable"] > 0 ? [`for ${encrypted["not-applicable"]} there is nothing to ask`] : []),
  ];
  const last = parts.pop() ?? "";
  const first = `Of ${count(routes.length, "route")}, ${parts.length === 0 ? last : `${parts.join(", ")}, and ${last}`}.`;
  // Encryption to whoever answers would read as safe.
  const open = routes.filter((route) => route.encrypted === "pass" && route.answers["peer-verified"].answer === "fail");
  const but = [
    ...(open.length === 0 ? [] : [`on ${open.length} the controller does not check whom it sends to`]),
    ...(assumed === 0 ? [] : [`${assumed} ${assumed === 1 ? "rests" : "rest"} on something assumed`]),
  ];
  return but.length === 0 ? first : `${first} Of the encrypted ones, ${but.join(", and ")}.`;
}

function are(number: number): string {
  return `${number} ${number === 1 ? "is" : "are"}`;
}

/** What must not be overlooked, a sentence each. */
export function warningsOf(report: Report, { notSeen }: Compliance): string[] {
  const missing = unread(report).length;
  const byNote = new Map<string, string[]>();
  for (const { what, note } of notSeen.filter(({ kind }) => kind === "not-judged")) {
    byNote.set(note, [...(byNote.get(note) ?? []), what]);
  }
  return [
    ...(missing === 0
      ? []
      : [`Incomplete: ${count(missing, "part")} of the input could not be read. What they hold is in no answer.`]),
    ...[...byNote].map(([note, kinds]) => `Not judged: ${name(kinds.join(", "))}. ${note}`),
    ...(report.comparison === undefined
      ? []
      : ["Not what runs today: files are laid over the cluster. This is what would hold after applying them."]),
  ];
}

function originOf(report: Report, judgedAt: string | null): string {
  const inputs = report.inputs.map(({ name: own, kind, objects }) => {
    return `${name(own)} (${kind}, ${count(objects, "object")})`;
  });
  const controllers = [...new Set(report.routes.map(({ controller }) => controllerName(controller)))];
  const { findings, suppressed } = report.summary;
  const found = tally(findings, true);
  const when = judgedAt === null ? "no time was given" : `judged as of ${judgedAt.slice(0, 10)}`;
  return [
    `Input: ${inputs.length === 0 ? "none" : inputs.join("; ")}; ${when}, by lasthop ${report.tool.version}.`,
    ...(controllers.length === 0 ? [] : [`Routes served by: ${controllers.join(", ")}.`]),
    `Findings: ${found === "" ? "none" : found}${suppressed === 0 ? "" : `; ${suppressed} accepted`}.`,
  ].join(" ");
}

/** @param assumed how many of the passes rest on an assumption */
export function countCells(given: AnswerCounts, assumed: number): Inline[][] {
  return ANSWERS.map((answer) => {
    if (given[answer] === 0) return ["0"];
    const number = { strong: String(given[answer]) };
    return answer === "pass" && assumed > 0 ? [number, ` (${assumed} assumed)`] : [number];
  });
}
