import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { topicsOfRule } from "../../src/compliance/rule-topics.ts";
import { TRAIT_KINDS } from "../../src/controllers/contract.ts";
import type { Report } from "../../src/model/report.ts";
import { RULES } from "../../src/rules/registry.ts";
import { auditText, linesOf, marks, optionsOf, partOf, RULES_FOLDER, ruleFolders } from "./support.ts";

const FAMILIES = /^LH[1-8]\d{3}$/;
const SECTIONS = ["What it is", "Why it matters", "How to fix", "How to suppress"];

describe("the rule book", () => {
  it("holds every folder and nothing else", () => {
    expect(RULES.map((rule) => rule.slug).sort()).toEqual(ruleFolders().sort());
  });

  it("never repeats an id", () => {
    const ids = RULES.map((rule) => rule.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("reads every kind of trait in exactly one rule", () => {
    const sources = ruleFolders().map((slug) => ({ slug, code: partOf(slug, "rule.ts") }));
    const readers = TRAIT_KINDS.map((kind) => ({
      kind,
      readers: sources.filter(({ code }) =>
        new RegExp(`traitProblems\\(\\s*input,\\s*"[^"]*",\\s*"${kind}"`).test(code),
      ).length,
    }));
    expect(readers.filter((item) => item.readers !== 1)).toEqual([]);
  });
});

describe.each(RULES)("$id $slug", (rule) => {
  it("has an id of its family, a summary without a full stop, and messages", () => {
    expect(rule.id).toMatch(FAMILIES);
    expect(rule.slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(rule.summary).toMatch(/[^.]$/);
    expect(Object.keys(rule.messages)).not.toEqual([]);
  });

  it("has all four parts", () => {
    const parts = ["rule.ts", "doc.md", "fail.yaml", "pass.yaml"];
    expect(parts.filter((part) => !existsSync(join(RULES_FOLDER, rule.slug, part)))).toEqual([]);
  });

  it("has no gap left that the scaffold marked", () => {
    const parts = ["rule.ts", "doc.md", "fail.yaml", "pass.yaml"];
    expect(parts.filter((part) => partOf(rule.slug, part).includes("FILL:"))).toEqual([]);
  });

  it("has a page with its sections and the annotation that suppresses it", () => {
    const page = partOf(rule.slug, "doc.md");
    expect(page.split("\n")[0]).toBe(`# ${rule.slug} (${rule.id})`);
    expect(SECTIONS.filter((section) => !page.includes(`\n## ${section}\n`))).toEqual([]);
    expect(page).toContain(`lasthop.dev/ignore-${rule.slug}: "`);
  });

  it("says what its findings are about, for the compliance view", () => {
    expect(topicsOfRule(rule.id), `${rule.id} is not in src/compliance/rule-topics.ts`).not.toBeNull();
  });

  it("imports no controller", () => {
    expect(partOf(rule.slug, "rule.ts")).not.toMatch(/from "\.\.\/\.\.\/controllers\/(?!(?:settings-)?contract\.ts)/);
  });

  it("finds exactly the marked lines of its failing example", () => {
    const text = partOf(rule.slug, "fail.yaml");
    const report = only(rule.id, text);
    if (isUnknown(report)) return;
    expect(marks(text, rule.id)).not.toEqual([]);
    expect(linesOf(report.findings)).toEqual(marks(text, rule.id));
  });

  it("leaves no placeholder of a message unfilled, and says what to do", () => {
    const { findings } = only(rule.id, partOf(rule.slug, "fail.yaml"));
    for (const finding of findings) {
      expect(finding.message).not.toMatch(/\{\w+\}|undefined|\[object/);
      expect(finding.remedy?.text ?? "").not.toMatch(/\{\w+\}|undefined/);
      expect(finding.remedy?.text ?? "").toMatch(/\w.*\.$/);
    }
  });

  it("finds nothing in its passing example", () => {
    const { findings } = only(rule.id, partOf(rule.slug, "pass.yaml"));
    expect(findings.map((finding) => `${finding.source?.line}: ${finding.message}`)).toEqual([]);
  });
});

describe("the reference", () => {
  it("has a page for every rule", () => {
    const pages = RULES.map((rule) => join(RULES_FOLDER, "../../docs/rules", `${rule.slug}.md`));
    expect(pages.filter((page) => !existsSync(page) || readFileSync(page, "utf8") === "")).toEqual([]);
  });
});

function only(id: string, text: string): Report {
  return auditText(text, { ...optionsOf(text), rules: (rule) => rule.id === id });
}

/** An example for a controller whose routes lasthop does not model yet: there is no verdict to find anything in. */
function isUnknown({ routes, findings }: Report): boolean {
  return findings.length === 0 && routes.length > 0 && routes.every((route) => route.pattern === "unknown");
}
