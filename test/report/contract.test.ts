import { assert, property, string } from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { drawRoutes } from "../../src/report/drawing.ts";
import type { Report } from "../../src/model/report.ts";
import type { ReportOptions } from "../../src/report/contract.ts";
import { REPORTERS } from "../../src/report/registry.ts";
import { summarise } from "../../src/summary.ts";
import { inClear, OPTIONS, REPORT } from "./fixture.ts";
import { HOSTILE, hostileReport } from "./hostile.ts";

const EMPTY: Report = {
  ...REPORT,
  inputs: [],
  routes: [],
  findings: [],
  secrets: [],
  assumptions: [],
  notJudged: {},
  summary: summarise([], []),
};

/** Everything that renders a report, by name. */
const RENDERERS: readonly (readonly [string, (report: Report, options: ReportOptions) => Iterable<string>])[] = [
  ...REPORTERS.map(
    (reporter) =>
      [reporter.format, (report: Report, options: ReportOptions) => reporter.render(report, options)] as const,
  ),
  ["drawing", drawRoutes],
];

describe("every report format", () => {
  it("is in the registry once, by its file's name", () => {
    const folder = resolve(import.meta.dirname, "../../src/report");
    const files = readdirSync(folder).filter(
      (file) => file.endsWith(".ts") && /^export const reporter\b/m.test(readFileSync(resolve(folder, file), "utf8")),
    );
    expect(REPORTERS.map((reporter) => `${reporter.format}.ts`).sort()).toEqual(files.sort());
  });

  it.each(REPORTERS)("$format says what it is for", ({ summary }) => {
    expect(summary).toMatch(/^for .{5,}/);
  });

  it.each(RENDERERS)("%s gives the same text twice and leaves the report as it was", (_, render) => {
    const before = JSON.stringify(REPORT);
    expect([...render(REPORT, OPTIONS)].join("")).toBe([...render(REPORT, OPTIONS)].join(""));
    expect(JSON.stringify(REPORT)).toBe(before);
  });

  it.each(RENDERERS)("%s ends its last line", (name, render) => {
    expect([...render(REPORT, OPTIONS)].join("")).toMatch(name === "csv" ? /\r\n$/ : /[^\n]\n$/);
  });

  it.each(RENDERERS)("%s takes a report without anything in it", (_, render) => {
    expect(() => [...render(EMPTY, OPTIONS)]).not.toThrow();
  });

  it.each(RENDERERS)("%s never builds one giant text", (_, render) => {
    const findings = Array.from({ length: 5000 }, (_, index) => inClear(index));
    const report = { ...REPORT, findings, summary: summarise(REPORT.routes, findings) };
    const longest = [...render(report, OPTIONS)].reduce((most, piece) => Math.max(most, piece.length), 0);
    expect(longest).toBeLessThan(20_000);
  });

  it.each(RENDERERS)("%s says on its face that the input was not read in full", (_, render) => {
    expect([...render(REPORT, OPTIONS)].join("")).toMatch(
      /^INCOMPLETE|\*\*Incomplete|"error":true|executionSuccessful":false|<error|"?record/m,
    );
  });
});

/** Control characters but for line feeds; invisible letters, direction marks, separators of lines. */
const UNSAFE = /(?!\n)\p{Cc}|[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** What a terminal would get; CSV's own line ends are no danger. */
function printedBy(render: (report: Report, options: ReportOptions) => Iterable<string>, text: string): string {
  const printed = [...render(hostileReport(text), { ...OPTIONS, showSuppressed: true })].join("");
  return printed.replaceAll("\r\n", "\n");
}

describe.each(RENDERERS)("hostile names in %s", (_name, render) => {
  it.each(Object.entries(HOSTILE))("%s prints nothing that a terminal obeys", (_, text) => {
    const printed = printedBy(render, text);
    expect(printed).not.toMatch(UNSAFE);
    expect(printed.isWellFormed()).toBe(true);
  });

  it("any text prints nothing that a terminal obeys", () => {
    assert(
      property(string({ unit: "binary", maxLength: 40 }), (text) => {
        return !UNSAFE.test(printedBy(render, text));
      }),
    );
  });
});
