import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { audit } from "../src/audit.ts";
import { readInput } from "../src/input/read.ts";
import { Inventory } from "../src/inventory/inventory.ts";
import type { Report } from "../src/model/report.ts";
import { CORPUS, isPresent, repositories } from "./support/corpus.ts";

/** Counts only: a snapshot that changes with every wording would be approved unread. */
function counts(report: Report): unknown {
  const rules = new Map<string, number>();
  for (const { rule, slug } of report.findings) rules.set(`${rule} ${slug}`, (rules.get(`${rule} ${slug}`) ?? 0) + 1);
  return {
    objects: report.inputs.reduce((sum, input) => sum + input.objects, 0),
    skipped: report.inputs.reduce((sum, input) => sum + input.skipped.length, 0),
    unread: report.inputs.reduce((sum, input) => sum + input.skipped.filter((item) => item.error === true).length, 0),
    routes: report.summary.routes,
    byPattern: Object.fromEntries(Object.entries(report.summary.byPattern).filter(([, count]) => count > 0)),
    findings: Object.fromEntries([...rules].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

describe.runIf(!isPresent)("real repositories", () => {
  it("are absent: ../shared/corpus is not here, so nothing was checked against them", () => {
    expect(repositories).toEqual([]);
  });
});

describe.runIf(isPresent)("real repositories", () => {
  it("are all there", () => {
    expect(repositories.length).toBeGreaterThanOrEqual(24);
  });

  it.each(repositories)("%s runs to the end with the same counts", async (repository) => {
    const input = await readInput([resolve(CORPUS, repository)], { render: false });
    const report = audit(new Inventory(input));
    expect(counts(report)).toMatchSnapshot();
  });
});
