import { describe, expect, it } from "vitest";
import type { Finding, Report } from "../../src/model/report.ts";
import type { ReportOptions } from "../../src/report/contract.ts";
import { columnsOf } from "../../src/report/layout.ts";
import { REPORTERS } from "../../src/report/registry.ts";
import { summarise } from "../../src/summary.ts";
import { inClear, NOT_IN_FORCE, OPTIONS, REPORT, ROUTES } from "./fixture.ts";
import { HOSTILE, hostileReport } from "./hostile.ts";

function rendered(format: string, report: Report, options: Partial<ReportOptions> = {}): string {
  const reporter = REPORTERS.find((item) => item.format === format);
  return [...(reporter?.render(report, { ...OPTIONS, ...options }) ?? [])].join("");
}

function withFindings(findings: readonly Finding[]): Report {
  return { ...REPORT, inputs: [], findings: [...findings], summary: summarise(ROUTES, findings) };
}

describe("json", () => {
  it("is the report itself", () => {
    expect(JSON.parse(rendered("json", REPORT))).toEqual(JSON.parse(JSON.stringify(REPORT)));
  });

  it.each(Object.entries(HOSTILE))("gives %s back as it was", (_, text) => {
    const report = hostileReport(text);
    expect(JSON.parse(rendered("json", report))).toEqual(JSON.parse(JSON.stringify(report)));
  });

  it("asks what is made on demand for its JSON", () => {
    class Lazy {
      readonly #finding = NOT_IN_FORCE;
      toJSON(): Finding {
        return this.#finding;
      }
    }
    const lazy = Object.assign(new Lazy(), { ...NOT_IN_FORCE, message: "not this one" });
    expect(rendered("json", withFindings([lazy]))).not.toContain("not this one");
  });
});

/** RFC 4180, strictly: fields in quotes or without any. */
function parse(text: string): string[][] {
  return text
    .split(/\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .filter((line) => line !== "")
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, bare]) =>
        quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'),
      ),
    );
}

describe("csv", () => {
  it.each(Object.entries(HOSTILE))("keeps %s in its cell and lets no cell be a formula", (_, text) => {
    const [header = [], ...rows] = parse(rendered("csv", hostileReport(text), { showSuppressed: true }));
    expect(rows).toHaveLength(3);
    for (const row of rows) {
      expect(row).toHaveLength(header.length);
      expect(row.filter((cell) => /^\s*[=+\-@\uff1d]/.test(cell))).toEqual([]);
    }
  });

  it("has a row for each route and each finding", () => {
    const rows = parse(rendered("csv", REPORT));
    expect(rows.filter(([record]) => record === "route")).toHaveLength(REPORT.summary.routes);
    expect(rows.filter(([record]) => record === "finding")).toHaveLength(14);
  });
});

function markdown(hostile: string): string {
  return rendered("markdown", hostileReport(hostile), { showSuppressed: true });
}

describe("markdown", () => {
  it("lets no HTML through outside of code", () => {
    const outside = markdown(HOSTILE.HTML).replaceAll(/`+[^`]*`+/g, "");
    expect(outside.replaceAll("<!-- -->", "")).not.toMatch(/<\w/);
  });

  it("makes no link of a name", () => {
    const outside = markdown(HOSTILE["a link"]).replaceAll(/`+[^`]*`+/g, "");
    expect(outside).not.toMatch(/[^\\]\]\(|https?:\/\/|www\./);
  });

  it("mentions nobody", () => {
    expect(markdown(HOSTILE["a mention"]).replaceAll(/`+[^`]*`+/g, "")).not.toMatch(/@\w/);
  });

  it("keeps a table's cells apart", () => {
    const rows = markdown(HOSTILE["a bar"])
      .split("\n")
      .filter((line) => line.startsWith("|"));
    const cells = rows.map((row) => row.split(/(?<!\\)\|/).length);
    expect(cells).toEqual([8, 8, 8, 6, 6, 6]);
  });

  it.each(Object.entries(HOSTILE))("%s cannot end a code span", (_, hostile) => {
    const opened = markdown(hostile)
      .split("\n")
      .filter((line) => line.startsWith("- `"))
      .map((line) => /^- (`+)(?!`).*?(?<!`)\1(?!`)/.test(line));
    expect(opened).not.toContain(false);
  });
});

const TAG = /<\?xml [^<>]*\?>|<(\/?)([a-z-]+)((?: [a-z]+="[^"<>]*")*)(\/?)>/g;

/** Names of elements that are not closed where they should be. */
function unclosed(xml: string): string[] {
  const open: string[] = [];
  for (const [, closes, name = "", , alone] of xml.matchAll(TAG)) {
    if (name === "" || alone === "/") continue;
    if (closes === "/" && open.at(-1) === name) open.pop();
    else open.push(name);
  }
  return open;
}

describe("a finding of several routes", () => {
  const [first, second] = ROUTES;
  const ids = [first?.id ?? "", second?.id ?? ""];
  const both: Finding = { ...NOT_IN_FORCE, route: ids[0] ?? null, routes: ids };

  it("names them all in the table", () => {
    const line = rendered("table", withFindings([both])).match(/^ {2}routes .*$/m)?.[0] ?? "";
    for (const route of [first, second]) expect(line).toContain(`${route?.host}${route?.path}`);
  });

  it("fails each of them in JUnit", () => {
    expect(rendered("junit", withFindings([both])).match(/<failure [^>]*type="LH2003"/g)).toHaveLength(2);
  });
});

/** The rules of the failures in a report of an error and a note. */
const failing = (options: Partial<ReportOptions>): string[] =>
  [...rendered("junit", withFindings([NOT_IN_FORCE, inClear(0)]), options).matchAll(/<failure [^>]*type="(\w+)"/g)].map(
    ([, rule]) => rule ?? "",
  );

describe("junit", () => {
  it.each<[ReportOptions["failOn"], string[]]>([
    ["error", ["LH2003"]],
    ["note", ["LH2003", "LH2001"]],
    ["never", []],
  ])("fails tests at --fail-on %s", (failOn, rules) => {
    expect(failing({ failOn })).toEqual(rules);
  });

  it("skips a test whose findings are all suppressed", () => {
    const text = rendered("junit", withFindings([{ ...NOT_IN_FORCE, suppressed: { reason: "ok <&>", until: null } }]));
    expect(text).toContain('<skipped message="ok &lt;&amp;&gt;"/>');
    expect(text).not.toContain("<failure");
  });

  it("counts what it holds", () => {
    const text = rendered("junit", REPORT);
    const [, tests = "", failures = "", errors = ""] =
      /<testsuites name="lasthop" tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(text) ?? [];
    expect(text.match(/<testcase /g)).toHaveLength(Number(tests));
    expect(text.match(/<failure /g)).toHaveLength(Number(failures));
    expect(text.match(/<error /g)).toHaveLength(Number(errors));
  });

  it.each(Object.entries(HOSTILE))("%s leaves it well-formed", (_, hostile) => {
    const text = rendered("junit", hostileReport(hostile));
    expect(unclosed(text)).toEqual([]);
    expect(text.replaceAll(TAG, "")).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|apos);)|[\ufffe\uffff]/);
  });
});

describe("table", () => {
  it("makes one paragraph of 500 equal findings", () => {
    const findings = Array.from({ length: 500 }, (_, index) => inClear(index));
    const text = rendered("table", withFindings(findings));
    expect(text.match(/LH2001/g)).toHaveLength(1);
    expect(text).toContain("500 objects: ");
    expect(text).toContain("and 496 more");
  });

  it("resolves the positions of examples alone", () => {
    let resolved = 0;
    const findings = Array.from({ length: 500 }, (_, index) => ({
      ...inClear(index),
      get source() {
        resolved += 1;
        return null;
      },
    }));
    rendered("table", withFindings(findings));
    expect(resolved).toBeLessThan(20);
  });

  it.each([HOSTILE["wide letters"], HOSTILE["a very long name"]])("keeps its columns with %.20s", (hostile) => {
    const report = hostileReport("x");
    const [route] = report.routes;
    if (route === undefined) throw new Error("the fixture has a route");
    const lines = rendered("table", {
      ...report,
      routes: [{ ...route, host: hostile, path: "/" }, route],
      findings: [],
    })
      .split("\n")
      .map(columnsOf);
    expect(Math.max(...lines)).toBeLessThanOrEqual(80);
  });

  it("shows a few routes of each kind when there are many, and says how to see all", () => {
    const [template] = ROUTES;
    if (template === undefined) throw new Error("the fixture has routes");
    const routes = Array.from({ length: 300 }, (_, index) => ({ ...template, host: `h${index}.example.com` }));
    const text = rendered("table", { ...withFindings([]), routes });
    expect(text).toContain("... and 297 more");
    expect(text).toContain("-o csv lists every route");
  });
});
