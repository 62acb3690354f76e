import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const HEADER = "// Generated from the folder list by `npm run generate`. Do not edit.\n";

/** Path → content of every registry. A unit is found by its folder (or file); nothing else names it. */
export function registries(root: string): Map<string, string> {
  const controllers = folders(join(root, "src/controllers"), "index.ts");
  const rules = folders(join(root, "src/rules"), "rule.ts");
  const reports = readdirSync(join(root, "src/report"))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .filter((name) => /^export const reporter\b/m.test(readFileSync(join(root, "src/report", name), "utf8")))
    .map((name) => name.slice(0, -3))
    .sort();
  const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
  return new Map([
    [
      "src/controllers/registry.ts",
      registry(
        { type: "ControllerModule", from: "./contract.ts", list: "CONTROLLERS" },
        controllers.map((name) => ({ name, member: "controller", path: `./${name}/index.ts` })),
      ),
    ],
    [
      "src/rules/registry.ts",
      registry(
        { type: "Rule", from: "./contract.ts", list: "RULES" },
        rules.map((name) => ({ name, member: "rule", path: `./${name}/rule.ts` })),
      ),
    ],
    [
      "src/report/registry.ts",
      registry(
        { type: "Reporter", from: "./contract.ts", list: "REPORTERS" },
        reports.map((name) => ({ name, member: "reporter", path: `./${name}.ts` })),
      ),
    ],
    ["src/rules/pages.ts", pages(root, rules)],
    ["src/version.ts", `${HEADER}\n/** The release, from package.json. */\nexport const VERSION = "${version}";\n`],
  ]);
}

function folders(parent: string, part: string): string[] {
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(parent, entry.name, part)))
    .map((entry) => entry.name)
    .sort();
}

interface Unit {
  readonly name: string;
  readonly member: string;
  readonly path: string;
}

function registry(kind: { type: string; from: string; list: string }, units: readonly Unit[]): string {
  const imports = [
    { path: kind.from, line: `import type { ${kind.type} } from "${kind.from}";` },
    ...units.map(({ name, member, path }) => ({
      path,
      line: `import { ${member} as ${camel(name)} } from "${path}";`,
    })),
  ];
  const names = units.map(({ name }) => camel(name));
  const oneLine = `export const ${kind.list}: readonly ${kind.type}[] = [${names.join(", ")}];`;
  const list =
    oneLine.length <= 120
      ? oneLine
      : `export const ${kind.list}: readonly ${kind.type}[] = [\n${names.map((name) => `  ${name},\n`).join("")}];`;
  return `${HEADER}${imports.map(({ line }) => `${line}\n`).join("")}\n${list}\n`;
}

/** The rule pages as text, so that `explain` works from the bundle alone. */
function pages(root: string, rules: readonly string[]): string {
  const entries = rules.map((name) => {
    const page = join(root, "src/rules", name, "doc.md");
    const text = existsSync(page) ? readFileSync(page, "utf8") : "";
    return `  ${JSON.stringify(name)}:\n    ${JSON.stringify(text)},\n`;
  });
  return `${HEADER}\n/** Rule pages by slug. */\nexport const PAGES: Readonly<Record<string, string>> = {\n${entries.join("")}};\n`;
}

function camel(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
