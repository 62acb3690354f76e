import type { Report } from "../model/report.ts";
import type { Severity } from "../model/words.ts";
import type { Reporter, RuleEntry } from "./contract.ts";
import { sentence, unread } from "./describe.ts";
import { jsonList, jsonText } from "./json.ts";
import { artifactLocation, sarifResult } from "./sarif-result.ts";

/** SARIF 2.1.0 for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/. Suppressed results are marked, not left out. */
export const reporter = {
  format: "sarif",
  summary: "for code scanning (SARIF 2.1.0)",
  *render(report, { rules }) {
    const index = new Map(rules.map((rule, position) => [rule.id, position]));
    const routes = new Map(report.routes.map((route) => [route.id, route]));
    yield `{\n"$schema": "${SCHEMA}",\n"version": "2.1.0",\n"runs": [{\n`;
    yield `"tool": { "driver": {\n"name": "lasthop",\n"semanticVersion": ${jsonText(report.tool.version)},\n`;
    yield `"informationUri": "${HOME}",\n"rules": `;
    yield* jsonList(rules.map(descriptor));
    yield `\n} },\n"columnKind": "utf16CodeUnits",\n"invocations": [${jsonText(invocation(report))}],\n"results": `;
    yield* jsonList(lazily(report.findings, (finding) => sarifResult(finding, index, routes)));
    yield "\n}]\n}\n";
  },
} satisfies Reporter;

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME = "https://lasthop.dev";

/** Code scanning ranks results by this number, as CVSS has it. */
const RANK: Readonly<Record<Severity, string>> = { error: "8.0", warning: "5.0", note: "2.0" };

function descriptor({ id, slug, severity, summary, page }: RuleEntry): Record<string, unknown> {
  return {
    id,
    name: slug,
    shortDescription: { text: `${summary}.` },
    fullDescription: { text: firstParagraph(page) ?? `${summary}.` },
    help: { text: page === "" ? `${summary}.` : page, markdown: page === "" ? `${summary}.` : page },
    helpUri: `${HOME}/rules/${slug}`,
    defaultConfiguration: { level: severity },
    properties: { tags: ["kubernetes", "security", "tls"], "security-severity": RANK[severity] },
  };
}

/** The first paragraph below the headings. */
function firstParagraph(page: string): string | null {
  const paragraph = page.split(/\n\s*\n/).find((text) => text.trim() !== "" && !text.trimStart().startsWith("#"));
  return paragraph?.replaceAll(/\s+/g, " ").trim() ?? null;
}

/** Input that could not be read makes the run unsuccessful: its results are not all there are. */
function invocation(report: Report): Record<string, unknown> {
  const missing = unread(report);
  // What a cluster keeps to itself is in no file.
  const live = new Set(
    report.inputs.filter(({ kind }) => kind === "cluster" || kind === "snapshot").flatMap(({ skipped }) => skipped),
  );
  return {
    executionSuccessful: missing.length === 0,
    toolExecutionNotifications: missing.map((item) => {
      const { where, reason } = item;
      if (live.has(item)) return { level: "error", message: { text: sentence(`${where}: ${reason}`) } };
      const [, file = where, line, column] = /^(.+?):(\d+):(\d+)$/.exec(where) ?? [];
      const region = line === undefined ? {} : { region: { startLine: Number(line), startColumn: Number(column) } };
      return {
        level: "error",
        message: { text: sentence(`${where}: ${reason}`) },
        locations: [{ physicalLocation: { artifactLocation: artifactLocation(file), ...region } }],
      };
    }),
  };
}

function* lazily<Item, Result>(items: Iterable<Item>, make: (item: Item) => Result): Generator<Result> {
  for (const item of items) yield make(item);
}
