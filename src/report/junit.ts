import type { Finding, ObjectRef, Report, Route } from "../model/report.ts";
import { SEVERITIES } from "../model/words.ts";
import type { Reporter, ReportOptions } from "./contract.ts";
import { routesOf } from "./groups.ts";
import { address, count, name, objectName, sentence, unread, where } from "./describe.ts";

/**
 * JUnit XML for CI systems: a test per route, a test per object that has findings of its own, and a test for the input.
 * A test fails on findings at or above `--fail-on`; the others are in its output.
 */
export const reporter = {
  format: "junit",
  summary: "for CI systems (JUnit XML)",
  *render(report, options) {
    const suites = suitesOf(report, options);
    const all = suites.flatMap((suite) => suite.tests);
    yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="lasthop" ${tallies(all)}>\n`;
    for (const suite of suites) {
      yield `  <testsuite name="${suite.name}" ${tallies(suite.tests)}>\n`;
      for (const test of suite.tests) yield testCase(test, options);
      yield "  </testsuite>\n";
    }
    yield "</testsuites>\n";
  },
} satisfies Reporter;

interface Test {
  readonly name: string;
  readonly group: string;
  readonly findings: readonly Finding[];
  readonly outcome: "passed" | "failed" | "skipped" | "error";
  /** For an error: what could not be read. */
  readonly error?: string;
}

interface Suite {
  readonly name: string;
  readonly tests: readonly Test[];
}

function suitesOf(report: Report, options: ReportOptions): Suite[] {
  const byRoute = findingsByRoute(report.findings);
  const routes = options.subject === "routes" ? report.routes : report.routes.filter((route) => byRoute.has(route.id));
  const known = new Set(routes.map((route) => route.id));
  const others = report.findings.filter(({ route }) => route === null || !known.has(route));
  const byObject = Map.groupBy(others, ({ object }) => objectName(object));
  const missing = unread(report);
  return [
    { name: "routes", tests: routes.map((route) => routeTest(route, byRoute.get(route.id) ?? [], options)) },
    {
      name: "objects",
      tests: [...byObject].map(([own, findings]) => ({
        name: own,
        group: groupOf(findings[0]?.object),
        findings,
        outcome: outcomeOf(findings, options),
      })),
    },
    {
      name: "input",
      tests:
        missing.length === 0
          ? [{ name: "read in full", group: "input", findings: [], outcome: "passed" }]
          : missing.map((item) => ({
              name: name(item.where),
              group: "input",
              findings: [],
              outcome: "error",
              error: sentence(item.reason),
            })),
    },
  ];
}

/** A finding fails each of its routes. */
function findingsByRoute(findings: readonly Finding[]): Map<string, Finding[]> {
  const hits = findings.flatMap((finding) => routesOf(finding).map((id) => ({ id, finding })));
  const byRoute = Map.groupBy(hits, ({ id }) => id);
  return new Map([...byRoute].map(([id, same]) => [id, same.map(({ finding }) => finding)]));
}

function routeTest(route: Route, findings: readonly Finding[], options: ReportOptions): Test {
  return { name: address(route), group: groupOf(route.object), findings, outcome: outcomeOf(findings, options) };
}

function groupOf(object: ObjectRef | undefined): string {
  if (object === undefined) return "objects";
  return name([object.namespace ?? "cluster", object.kind, object.name].join("."));
}

function fails(finding: Finding, { failOn }: ReportOptions): boolean {
  return failOn !== "never" && SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(failOn);
}

function outcomeOf(findings: readonly Finding[], options: ReportOptions): Test["outcome"] {
  const failing = findings.filter((finding) => fails(finding, options));
  if (failing.length === 0) return "passed";
  return failing.every((finding) => finding.suppressed !== null) ? "skipped" : "failed";
}

function tallies(tests: readonly Test[]): string {
  const of = (outcome: Test["outcome"]): number => tests.filter((test) => test.outcome === outcome).length;
  return `tests="${tests.length}" failures="${of("failed")}" errors="${of("error")}" skipped="${of("skipped")}"`;
}

function testCase(test: Test, options: ReportOptions): string {
  const place = test.findings.find((finding) => finding.suppressed === null)?.source ?? null;
  const file = place === null ? "" : ` file="${xml(name(place.file))}" line="${place.line}"`;
  const open = `    <testcase name="${xml(test.name)}" classname="${xml(test.group)}"${file}`;
  const parts = [...resultParts(test, options), ...outputParts(test, options)];
  return parts.length === 0 ? `${open}/>\n` : `${open}>\n${parts.join("")}    </testcase>\n`;
}

function* resultParts(test: Test, options: ReportOptions): Generator<string> {
  if (test.outcome === "error") yield `      <error message="${xml(test.error ?? "")}" type="unreadable"/>\n`;
  const failing = test.findings.filter((finding) => fails(finding, options));
  if (test.outcome === "skipped") {
    const reasons = new Set(failing.map((finding) => sentence(finding.suppressed?.reason ?? "")));
    yield `      <skipped message="${xml([...reasons].join("; "))}"/>\n`;
  }
  if (test.outcome !== "failed") return;
  const open = failing.filter((finding) => finding.suppressed === null);
  const [first] = open;
  if (first === undefined) return;
  const more = open.length === 1 ? "" : ` (and ${count(open.length - 1, "more finding")})`;
  yield `      <failure message="${xml(sentence(first.message) + more)}" type="${first.rule}">`;
  yield `${xml(open.map(findingText).join("\n\n"))}</failure>\n`;
}

function* outputParts(test: Test, options: ReportOptions): Generator<string> {
  const quiet = test.findings.filter((finding) => finding.suppressed === null && !fails(finding, options));
  if (quiet.length > 0) yield `      <system-out>${xml(quiet.map(findingText).join("\n\n"))}</system-out>\n`;
}

function findingText(finding: Finding): string {
  const head = `${where(finding)} ${finding.severity} ${finding.rule} ${sentence(finding.message)}`;
  return [
    head,
    ...finding.evidence.map((item) => `because: ${sentence(item.fact)}`),
    ...(finding.remedy === null ? [] : [`fix: ${sentence(finding.remedy.text)}`]),
  ].join("\n");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text for XML 1.0; control characters are spelt out before, and two code points that XML does not have are replaced. */
export function xml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "").replaceAll(/[\ufffe\uffff]/g, "\ufffd");
}
