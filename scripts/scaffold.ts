/** `npm run new -- rule|controller|report NAME`: writes a unit's files so that what is left to do is said, not searched. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { controllerFiles, type Files, reportFiles, ruleFiles } from "./scaffold-templates.ts";

const USAGE = "usage: npm run new -- rule SLUG LH1234 | controller ID | report NAME";
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export interface Outcome {
  readonly code: 0 | 2;
  readonly lines: readonly string[];
}

/**
 * Writes the files of a new unit.
 * @param root of the repository
 * @param words what follows `npm run new --`
 * @returns the exit code, and what to tell: the files written and what is left to fill
 */
export function scaffold(root: string, words: readonly string[]): Outcome {
  const [kind, name, id] = words;
  if (kind === undefined || name === undefined) return refused(USAGE);
  if (!NAME.test(name)) return refused(`"${name}" is no name: small letters, digits and single hyphens`);
  const files = filesOf(root, kind, name, id);
  if (typeof files === "string") return refused(files);
  const taken = Object.keys(files.files).filter((path) => existsSync(join(root, path)));
  if (taken.length > 0) return refused(`${taken.join(", ")}: already there`);
  for (const [path, content] of Object.entries(files.files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const written = Object.keys(files.files).map((path) => `wrote ${path}`);
  return { code: 0, lines: [...written, "left to do:", ...files.left.map((line) => `  ${line}`)] };
}

function filesOf(root: string, kind: string, name: string, id: string | undefined): Files | string {
  if (kind === "rule") {
    if (id === undefined || !/^LH[1-8]\d{3}$/.test(id)) return `a rule needs an id, LH and four digits; ${USAGE}`;
    return idsIn(root).includes(id) ? `${id} is taken; ids are never used again` : ruleFiles(name, id);
  }
  if (kind === "controller") {
    const words = readFileSync(join(root, "src/model/words.ts"), "utf8");
    return words.includes(`"${name}"`)
      ? controllerFiles(name)
      : `"${name}" is not in CONTROLLER_IDS of src/model/words.ts: add it there first`;
  }
  return kind === "report" ? reportFiles(name) : `"${kind}" is not rule, controller or report; ${USAGE}`;
}

function idsIn(root: string): string[] {
  const page = join(root, "docs/rules.md");
  return existsSync(page)
    ? [...readFileSync(page, "utf8").matchAll(/^\| (LH\d{4}) /gm)].map((match) => match[1] ?? "")
    : [];
}

function refused(reason: string): Outcome {
  return { code: 2, lines: [reason] };
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { code, lines } = scaffold(join(import.meta.dirname, ".."), process.argv.slice(2));
  for (const line of lines) process.stdout.write(`${line}\n`);
  process.exitCode = code;
}
