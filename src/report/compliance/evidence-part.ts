import { ANSWERS, type Topic, type Verdict } from "../../model/compliance.ts";
import type { Route } from "../../model/report.ts";
import { sentence } from "../describe.ts";
import { type Block, heading, type Inline, joined, small, table } from "./blocks.ts";
import { factsOf } from "./facts.ts";
import { type Page, placeOfTopic } from "./page-view.ts";

/** Subjects that one row names; others are counted. Each route has its own paragraph. */
const NAMED = 8;

interface Group {
  readonly verdict: Verdict;
  readonly facts: string;
  readonly subjects: Inline[];
  readonly findings: Set<string>;
}

/** What each answer rests on: subjects with one reason and one evidence together, passes first. */
export function* evidencePart(page: Page): Generator<Block> {
  yield heading(2, "evidence", "Answers and their evidence");
  for (const { id, question, of } of page.view.topics) {
    yield heading(3, placeOfTopic(id), question);
    const groups = groupsOf(page, id);
    if (groups.length === 0)
      yield small(of === "routes" ? "There is no route to ask of." : "There is no TLS Secret to ask of.");
    else
      yield table(
        question,
        ["Answer", "Why", "Evidence", "Findings", of === "routes" ? "Routes" : "Secrets"],
        rows(page, groups),
      );
  }
}

function* rows(page: Page, groups: readonly Group[]): Generator<Inline[][]> {
  for (const { verdict, facts, subjects, findings } of groups) {
    const more = subjects.length > NAMED ? ` and ${subjects.length - NAMED} more` : "";
    yield [
      [{ answer: verdict.answer }],
      [sentence(verdict.because), ...(verdict.assumed ? [" Assumed in part."] : [])],
      [facts],
      joined(page.linksToFindings([...findings])),
      [`${subjects.length}: `, ...joined(subjects.slice(0, NAMED)), more],
    ];
  }
}

function groupsOf(page: Page, topic: Topic): Group[] {
  const groups = new Map<string, Group>();
  for (const { verdict, subject, route } of verdictsOf(page, topic)) {
    const leg = verdict.hop === null || verdict.answer === "not-applicable" ? undefined : route?.hops[verdict.hop];
    const facts = leg === undefined ? "" : factsOf(leg.evidence);
    const key = [verdict.answer, verdict.assumed, verdict.because, facts].join("\n");
    const group = groups.get(key) ?? { verdict, facts, subjects: [], findings: new Set() };
    groups.set(key, group);
    group.subjects.push(subject);
    for (const finding of verdict.findings) group.findings.add(finding);
  }
  return [...groups.values()].sort(
    (a, b) =>
      ANSWERS.indexOf(a.verdict.answer) - ANSWERS.indexOf(b.verdict.answer) || b.subjects.length - a.subjects.length,
  );
}

function* verdictsOf(
  { view, routes, linkToRoute }: Page,
  topic: Topic,
): Generator<{ readonly verdict: Verdict; readonly subject: Inline; readonly route?: Route | undefined }> {
  for (const { route, answers } of view.routes) {
    const verdict = Object.entries(answers).find(([id]) => id === topic)?.[1];
    if (verdict !== undefined) yield { verdict, subject: linkToRoute(route), route: routes.get(route) };
  }
  for (const { namespace, name, answers } of view.secrets) {
    const verdict = Object.entries(answers).find(([id]) => id === topic)?.[1];
    if (verdict !== undefined) yield { verdict, subject: { code: `${namespace}/${name}` } };
  }
}
