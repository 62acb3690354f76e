import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FRAMEWORKS } from "../src/compliance/frameworks.ts";
import { CONTROLLERS } from "../src/controllers/registry.ts";
import { policySchema } from "../src/rules/policy/grammar.ts";
import { RULES } from "../src/rules/registry.ts";
import { cliPage } from "./generate-docs-cli.ts";
import { compliancePageOf } from "./generate-docs-compliance.ts";
import { controllerIndex, controllerPage } from "./generate-docs-controllers.ts";
import { readersPage } from "./generate-docs-readers.ts";
import { rulePage, ruleTable } from "./generate-docs-rules.ts";

const ROOT = join(import.meta.dirname, "..");

/** Path → content of every generated page of the reference. */
export async function docs(): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  pages.set("docs/rules.md", ruleTable(RULES));
  for (const rule of RULES) {
    const part = (name: string): string => readFileSync(join(ROOT, "src/rules", rule.slug, name), "utf8");
    pages.set(`docs/rules/${rule.slug}.md`, rulePage(rule, part));
  }
  pages.set("docs/compliance.md", compliancePageOf(FRAMEWORKS, RULES));
  pages.set("docs/controllers.md", controllerIndex(CONTROLLERS));
  for (const controller of CONTROLLERS) {
    pages.set(`docs/controllers/${controller.id}.md`, controllerPage(controller));
  }
  pages.set("docs/cli.md", await cliPage());
  pages.set("docs/readers.md", readersPage());
  pages.set("docs/report.md", reportPage(readFileSync(join(ROOT, "src/model/report.ts"), "utf8")));
  pages.set("docs/lasthop-config.schema.json", `${JSON.stringify(policySchema(), null, 2)}\n`);
  return pages;
}

/** The report's types with their comments are its documentation. */
function reportPage(source: string): string {
  const types = source.slice(source.indexOf("/**"));
  const words = readFileSync(join(ROOT, "src/model/words.ts"), "utf8");
  const lists = [...words.matchAll(/(?:\/\*\*[^\n]*\*\/\n)?export const \w+ = \[[^\]]*\] as const;\n/g)].map(
    ([list]) => list,
  );
  return [
    "# The JSON report",
    "",
    "`lasthop audit -o json` prints one `Report`. Within a `formatVersion`, fields keep their names and meaning; more may be added.",
    "",
    "```ts",
    types.trimEnd(),
    "```",
    "",
    "The words:",
    "",
    "```ts",
    lists.join("\n").trimEnd(),
    "```",
    "",
  ].join("\n");
}
