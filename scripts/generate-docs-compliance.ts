import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Control, Framework } from "../src/compliance/contract.ts";
import { topicsOfRule } from "../src/compliance/rule-topics.ts";
import { questionOf, TOPICS } from "../src/compliance/topics.ts";
import type { Rule } from "../src/rules/contract.ts";

const TYPES = readFileSync(join(import.meta.dirname, "../src/model/compliance.ts"), "utf8");
const INTRODUCTION = readFileSync(join(import.meta.dirname, "compliance-introduction.md"), "utf8").trimEnd();

/** Frameworks with their controls and caveats, and the questions with the rules that speak to them. */
export function compliancePageOf(frameworks: readonly Framework[], rules: readonly Rule[]): string {
  return [
    "<!-- Generated from src/compliance by `npm run generate`. Do not edit. -->",
    "",
    INTRODUCTION,
    "",
    "## Questions",
    "",
    row("question", "id", "rules"),
    row("---", "---", "---"),
    ...TOPICS.map((topic) => row(questionOf(topic), `\`${topic}\``, rulesOf(topic, rules))),
    "",
    `Findings of other rules belong to no control that is mapped; each page lists them nonetheless: ${rulesOf(null, rules)}.`,
    ...frameworks.flatMap(frameworkPart),
    "",
    "## JSON",
    "",
    "`compliance` in the [report](report.md):",
    "",
    "```ts",
    TYPES.slice(TYPES.indexOf("export const FRAMEWORK_IDS")).trimEnd(),
    "```",
    "",
  ].join("\n");
}

function rulesOf(topic: string | null, rules: readonly Rule[]): string {
  return rules
    .filter(({ id }) => {
      const topics = topicsOfRule(id) ?? [];
      return topic === null ? topics.length === 0 : topics.some((item) => item === topic);
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, slug }) => `[${id}](rules/${slug}.md)`)
    .join(", ");
}

function frameworkPart({ id, name, version, controls, caveats, silent }: Framework): string[] {
  return [
    "",
    `## ${id}`,
    "",
    `${name}, ${version}.`,
    "",
    ...caveats.map((caveat) => `- ${caveat}`),
    "",
    row("control", "in our words", "asked", "advisory", "caveat"),
    row("---", "---", "---", "---", "---"),
    ...controls.map(controlRow),
    "",
    `Nothing here speaks to: ${silent.map((item) => `${item.id} (${item.about})`).join("; ")}.`,
  ];
}

function controlRow({ id, alsoAs = [], title, topics, advisory = [], caveat = "" }: Control): string {
  const ids = [id, ...alsoAs].join(", ");
  return row(ids, title, codes(topics), codes(advisory), caveat);
}

function codes(topics: readonly string[]): string {
  return topics.map((topic) => `\`${topic}\``).join(", ");
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
