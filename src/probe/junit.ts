import { xml } from "../report/junit.ts";
import { name, objectName, position } from "../report/describe.ts";
import type { Aspect, ProbeReport, RouteResult } from "./contract.ts";
import { aspectsOf, evidenceText, RESULTS, routeName, words } from "./render.ts";

/** JUnit XML: a test per route. A disagreement is a failure, what could not be asked an error. */
export function* renderJunit({ routes, summary }: ProbeReport): Generator<string> {
  const tallies = `tests="${summary.routes}" failures="${summary.disagrees}" errors="${summary.notAsked}" skipped="0"`;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="lasthop probe" ${tallies}>\n`;
  yield `  <testsuite name="wire" ${tallies}>\n`;
  for (const route of routes) yield testCase(route);
  yield "  </testsuite>\n</testsuites>\n";
}

function testCase(route: RouteResult): string {
  const { object, source } = route;
  const group = name([object.namespace ?? "cluster", object.kind, object.name].join("."));
  const file = source === null ? "" : ` file="${xml(name(source.file))}" line="${source.line}"`;
  const open = `    <testcase name="${xml(routeName(route))}" classname="${xml(group)}"${file}`;
  const parts = [...resultParts(route), ...outputParts(route)];
  return parts.length === 0 ? `${open}/>\n` : `${open}>\n${parts.join("")}    </testcase>\n`;
}

function* resultParts(route: RouteResult): Generator<string> {
  if (route.result === "not-asked") {
    yield `      <error message="${xml(words(route.reason ?? RESULTS["not-asked"]))}" type="not-asked"/>\n`;
  }
  const differing = aspectsOf(route, "disagrees");
  const [first] = differing;
  if (first === undefined) return;
  const more = differing.length === 1 ? "" : ` (and ${differing.length - 1} more)`;
  const place = route.source === null ? objectName(route.object) : position(route.source);
  const text = [place, ...differing.map(({ aspect, address }) => storyText(aspect, address))].join("\n");
  yield `      <failure message="${xml(`${headText(first.aspect)}${more}`)}" type="disagrees">${xml(text)}</failure>\n`;
}

function headText({ what, predicted, wire }: Aspect): string {
  return `${what}: predicted ${words(predicted)}, the wire says ${words(wire)}`;
}

function storyText(aspect: Aspect, address: string): string {
  const because = aspect.evidence === null ? [] : [`because: ${evidenceText(aspect.evidence)}`];
  return [`${headText(aspect)} (${words(address)})`, ...because].join("\n");
}

function* outputParts(route: RouteResult): Generator<string> {
  const open = aspectsOf(route, "undecided").map(({ aspect }) => `${headText(aspect)}; ${words(aspect.note ?? "")}`);
  if (open.length > 0) yield `      <system-out>${xml(`cannot be told: ${open.join("\n")}`)}</system-out>\n`;
}
