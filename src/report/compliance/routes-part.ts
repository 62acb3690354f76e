import { type Answer, ROUTE_TOPICS, type RouteAnswers, type Verdict } from "../../model/compliance.ts";
import type { Evidence, Hop, Route } from "../../model/report.ts";
import { address, controllerName, name, objectName, placeName, position, sentence } from "../describe.ts";
import { type Block, heading, type Inline, joined, paragraph, small, table } from "./blocks.ts";
import { type Page, SHORT } from "./page-view.ts";

const ORDER: readonly Answer[] = ["fail", "unknown", "pass", "not-applicable"];

/** Every route once, those that are not encrypted first. */
export function* routesPart(page: Page): Generator<Block> {
  const { view, report } = page;
  if (report.routes.length === 0) return;
  yield heading(2, "routes", "Routes");
  const places = new Map(report.routes.map(({ id }, index) => [id, `route-${index + 1}`]));
  const sorted = view.routes.toSorted((a, b) => ORDER.indexOf(a.encrypted) - ORDER.indexOf(b.encrypted));
  for (const answers of sorted) {
    const route = page.routes.get(answers.route);
    if (route !== undefined) yield* routePart(page, route, answers, places.get(route.id) ?? "");
  }
}

function* routePart(page: Page, route: Route, answers: RouteAnswers, place: string): Generator<Block> {
  yield heading(3, place, { code: address(route) }, " encrypted in transit: ", { answer: answers.encrypted });
  const declared = route.source === null ? "" : `, ${position(route.source)}`;
  yield small(`${objectName(route.object)}${declared}; served by ${controllerName(route.controller)}.`);
  yield paragraph(...joined(route.hops.map(legOf), "; "), ".");
  yield table(
    `Answers for ${address(route)}`,
    ["Asked", "Answer", "Why", "Decided by"],
    ROUTE_TOPICS.map((topic) => row(page, route, SHORT[topic], answers.answers[topic])),
  );
  const assumed = [
    ...new Set(route.hops.flatMap((hop) => hop.assumptions.map((item) => `${item.fact}: ${item.assumed}`))),
  ];
  if (assumed.length > 0) yield small(sentence(`Assumed: ${assumed.join("; ")}.`));
}

function legOf({ from, to, role, protection }: Hop): Inline {
  const what = role === "client" || role === "backend" ? "" : ` (${role})`;
  return `${placeName(from)} → ${placeName(to)}${what}: ${protection}`;
}

function row(page: Page, route: Route, label: string, { answer, because, detail, hop, findings }: Verdict): Inline[][] {
  const deciding = answer === "not-applicable" || hop === null ? [] : (route.hops[hop]?.evidence ?? []);
  const links = page.linksToFindings(findings);
  return [
    [label],
    [{ answer }],
    [
      sentence(detail === null ? because : `${because} ${detail}`),
      ...(links.length === 0 ? [] : [" Findings: ", ...joined(links), "."]),
    ],
    placesOf(deciding),
  ];
}

/** The fields that decided, each once. */
function placesOf(evidence: readonly Evidence[]): Inline[] {
  const places = evidence.flatMap(({ source, object, field }) => {
    if (source !== null) return [position(source)];
    return object === null ? [] : [name(`${objectName(object)} ${field}`)];
  });
  return joined([...new Set(places)].map((place) => ({ code: place })));
}
