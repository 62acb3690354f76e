import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { ReportOptions } from "../../src/report/contract.ts";
import { drawRoutes } from "../../src/report/drawing.ts";
import { REPORTERS } from "../../src/report/registry.ts";
import { listRules } from "../../src/report/rule-list.ts";
import { pageText } from "../../src/report/rule-page.ts";
import { OPTIONS, REPORT, RULES } from "./fixture.ts";

function rendered(format: string, options: Partial<ReportOptions> = {}): string {
  const reporter = REPORTERS.find((item) => item.format === format);
  return [...(reporter?.render(REPORT, { ...OPTIONS, ...options }) ?? [])].join("");
}

function golden(name: string): string {
  return `golden/${name}.snap`;
}

describe("one rich report", () => {
  it.each(REPORTERS.map((reporter) => reporter.format))("as %s", async (format) => {
    await expect(rendered(format)).toMatchFileSnapshot(golden(format));
  });

  it.each<[string, Partial<ReportOptions>]>([
    ["table-color", { color: true }],
    ["table-quiet", { brief: true }],
    ["table-suppressed", { showSuppressed: true }],
    ["table-pipe", { width: null }],
    ["table-lint", { subject: "settings" }],
  ])("as a table: %s", async (name, options) => {
    await expect(rendered("table", options)).toMatchFileSnapshot(golden(name));
  });

  it("as a drawing in 50 columns, whose rail has no gaps", () => {
    const drawn = [...drawRoutes({ ...REPORT, findings: [] }, { ...OPTIONS, width: 50 })].join("");
    const inside = drawn.matchAll(/ {4}│\n[\s\S]*? {4}▼/g);
    const loose = [...inside].flatMap(([hop]) => hop.split("\n").filter((line) => !/^ {4}[│▼]/.test(line)));
    expect(loose).toEqual([]);
  });

  it.each<[string, Partial<ReportOptions>]>([
    ["drawing", {}],
    ["drawing-ascii", { unicode: false, showSuppressed: true }],
  ])("as a %s", async (name, options) => {
    const all = REPORT.routes.flatMap((route) => [
      ...drawRoutes({ ...REPORT, routes: [route] }, { ...OPTIONS, ...options }),
      "\n",
    ]);
    await expect(all.join("")).toMatchFileSnapshot(golden(name));
  });

  it("names the routes that are too many to draw", () => {
    const text = [...drawRoutes(REPORT, OPTIONS)].join("");
    expect(text).toContain("3 more routes: vault.example.com/, gone.example.com/, *:5432");
  });
});

describe("the rule book", () => {
  it.each(["table", "json", "markdown"])("as %s", async (format) => {
    await expect([...listRules(RULES, format, { color: false, width: 80 })].join("")).toMatchFileSnapshot(
      golden(`rules-${format}`),
    );
  });

  it("as a page for a terminal", async () => {
    const [, , rule] = RULES;
    const text = rule === undefined ? "" : [...pageText(rule, { width: 60, color: false })].join("");
    await expect(text).toMatchFileSnapshot(golden("rule-page"));
  });

  it("as the page itself for a pipe", () => {
    const [, , rule] = RULES;
    expect(rule === undefined ? [] : [...pageText(rule, { width: null, color: false })]).toEqual([rule?.page]);
  });
});

describe("the table", () => {
  it.each([80, 100])("stays within %s columns", (width) => {
    const long = rendered("table", { width, showSuppressed: true })
      .split("\n")
      .filter((line) => line.length > width);
    expect(long).toEqual([]);
  });

  it("keeps a message on one line where no terminal wraps it", () => {
    const lines = rendered("table", { width: null }).split("\n");
    expect(lines).toContainEqual(
      expect.stringMatching(/^shop\/checkout\.yaml:8:57 error LH2003 .* proxy-ssl-secret is absent$/),
    );
  });

  it("says the same with and without colour", () => {
    expect(stripVTControlCharacters(rendered("table", { color: true }))).toBe(rendered("table"));
  });
});
