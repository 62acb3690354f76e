import type { Comparison, Hop, HopChange, Report, RouteChange } from "../model/report.ts";
import type { ReportOptions } from "./contract.ts";
import { address, count, objectName, placeName } from "./describe.ts";
import { briefLine, findingLines } from "./finding-lines.ts";
import { groupByCause } from "./groups.ts";
import { paragraphWidth, wrap } from "./layout.ts";
import type { Paint } from "./paint.ts";

/** Routes and fixed findings beyond these are counted. */
const ROUTES = 40;
const FIXED = 20;
const CAUSES = 50;

/** What the files would change where they are laid over something: new findings in full, the rest in a line each. */
export function* comparisonLines(
  comparison: Comparison,
  report: Report,
  options: ReportOptions,
  paint: Paint,
): Generator<string> {
  yield* summaryOf(comparison, options).map((line, index) => (index === 0 ? paint("strong", line) : line));
  const routes = new Map(report.routes.map((route) => [route.id, route]));
  const groups = groupByCause(comparison.findings.new);
  for (const group of groups.slice(0, CAUSES)) {
    yield "";
    yield* findingLines(group, routes, options, paint);
  }
  if (groups.length > CAUSES)
    yield `\n... and ${groups.length - CAUSES} more causes; -q prints a line for each finding`;
  yield* fixedLines(comparison, paint);
  if (options.subject === "routes") yield* routeChanges(comparison.routes, options, paint);
}

function summaryOf({ findings, routes, unchangedRoutes }: Comparison, options: ReportOptions): string[] {
  const parts = [
    count(findings.new.length, "new finding"),
    `${findings.fixed.length} fixed`,
    `${findings.unchanged} as before`,
  ];
  const changed = ["added", "removed", "changed"] as const;
  const tallies = changed.map((word) => [word, routes.filter(({ change }) => change === word).length] as const);
  const differing = tallies.filter(([, number]) => number > 0).map(([word, number]) => `${number} ${word}`);
  const kept = `${unchangedRoutes} as before`;
  const own = options.subject === "routes" ? `; routes: ${[...differing, kept].join(", ")}` : "";
  return wrap(`applying this: ${parts.join(", ")}${own}`, paragraphWidth(options), "", "  ");
}

function* fixedLines({ findings: { fixed } }: Comparison, paint: Paint): Generator<string> {
  if (fixed.length === 0) return;
  yield "";
  yield paint("strong", "Fixed");
  for (const finding of fixed.slice(0, FIXED)) yield `  ${briefLine(finding, paint)}`;
  if (fixed.length > FIXED) yield `  ... and ${fixed.length - FIXED} more`;
}

const SIGNS: Readonly<Record<RouteChange["change"], string>> = { added: "+", removed: "-", changed: "~" };

function* routeChanges(changes: readonly RouteChange[], options: ReportOptions, paint: Paint): Generator<string> {
  if (changes.length === 0) return;
  yield "";
  yield paint("strong", "Routes that change");
  const width = paragraphWidth(options);
  for (const change of changes.slice(0, ROUTES)) {
    const route = change.after ?? change.before;
    if (route === null) continue;
    const direction = change.direction === "same" ? "" : `, ${change.direction}`;
    const head = `${SIGNS[change.change]} ${address(route)}  ${objectName(route.object)} (${change.change}${direction})`;
    yield* wrap(head, width, "  ", "      ");
    for (const { field, before, after } of change.fields) {
      yield* wrap(`${field}: ${before} -> ${after}`, width, "      ", "        ");
    }
    for (const hop of change.hops) yield* wrap(hopText(hop), width, "      ", "        ");
  }
  if (changes.length > ROUTES) yield `  ... and ${changes.length - ROUTES} more; -o json has them all`;
}

function hopText({ role, before, after }: HopChange): string {
  const leg = after ?? before;
  const place = leg === null ? "" : ` ${placeName(leg.to)}`;
  if (before === null || after === null) return `${role}${place}: ${stateOf(before)} -> ${stateOf(after)}`;
  const moved = placeName(before.to) === placeName(after.to) ? "" : `${placeName(before.to)} `;
  const target = moved === "" ? "" : `${placeName(after.to)} `;
  return `${role}${moved === "" ? place : ""}: ${moved}${stateOf(before)} -> ${target}${stateOf(after)}`;
}

function stateOf(hop: Hop | null): string {
  if (hop === null) return "none";
  return hop.protection === "broken" && hop.status !== null ? `broken (${hop.status})` : hop.protection;
}
