import type { Rule } from "../src/rules/contract.ts";
import { FAMILIES } from "./rule-families.ts";

/** The list of all rules, by family. */
export function ruleTable(rules: readonly Rule[]): string {
  const lines = ["# Rules", "", "`lasthop explain RULE` prints a rule's page. How to suppress: [policy](policy.md)."];
  for (const { digit, title } of FAMILIES) {
    const family = rules.filter((rule) => rule.id.startsWith(`LH${digit}`)).toSorted(byId);
    if (family.length === 0) continue;
    lines.push("", `## LH${digit}xxx: ${title}`, "", "| id | rule | severity | what it finds |", "|---|---|---|---|");
    for (const { id, slug, severity, summary } of family) {
      lines.push(`| ${id} | [${slug}](rules/${slug}.md) | ${severity} | ${summary.replaceAll("|", "\\|")} |`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** A rule's page with its two examples. */
export function rulePage(rule: Rule, part: (name: string) => string): string {
  const fail = part("fail.yaml").trimEnd();
  const pass = part("pass.yaml").trimEnd();
  return [
    `<!-- Generated from src/rules/${rule.slug} by \`npm run generate\`. Do not edit. -->`,
    "",
    part("doc.md").trimEnd(),
    "",
    "## Found here",
    "",
    "```yaml",
    fail,
    "```",
    "",
    "## Not found here",
    "",
    "```yaml",
    pass,
    "```",
    "",
  ].join("\n");
}

function byId(a: Rule, b: Rule): number {
  return a.id < b.id ? -1 : 1;
}
