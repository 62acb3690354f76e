import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { registries } from "../../scripts/registries.ts";
import { scaffold } from "../../scripts/scaffold.ts";

const ROOT = resolve(import.meta.dirname, "../..");

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lasthop-new-"));
  for (const folder of ["src/rules", "src/controllers", "src/report", "src/model", "docs"]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const file of ["src/model/words.ts", "docs/rules.md", "package.json"]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), readFileSync(join(ROOT, file)));
  }
});

afterEach(() => rmSync(root, { recursive: true }));

function written(): string[] {
  return readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "words.ts")
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

describe("npm run new", () => {
  it.each([
    {
      words: ["rule", "cookie-in-clear", "LH1999"],
      files: ["doc.md", "fail.yaml", "pass.yaml", "rule.ts"].map((name) => `src/rules/cookie-in-clear/${name}`),
      registry: "src/rules/registry.ts",
      line: 'import { rule as cookieInClear } from "./cookie-in-clear/rule.ts";',
    },
    {
      words: ["controller", "kong"],
      files: ["annotations.ts", "index.test.ts", "index.ts"].map((name) => `src/controllers/kong/${name}`),
      registry: "src/controllers/registry.ts",
      line: 'import { controller as kong } from "./kong/index.ts";',
    },
    {
      words: ["report", "gitlab"],
      files: ["src/report/gitlab.test.ts", "src/report/gitlab.ts"],
      registry: "src/report/registry.ts",
      line: 'import { reporter as gitlab } from "./gitlab.ts";',
    },
  ])(
    "$words.0 writes its files, which the registry finds, and says what is left",
    ({ words, files, registry, line }) => {
      const { code, lines } = scaffold(root, words);
      expect(code).toBe(0);
      expect(written()).toEqual(files);
      expect(lines).toEqual(expect.arrayContaining(files.map((file) => `wrote ${file}`)));
      expect(lines.at(-1)).toContain("npm run generate");
      expect(registries(root).get(registry)).toContain(line);
      expect(files.some((file) => readFileSync(join(root, file), "utf8").includes("FILL:"))).toBe(true);
    },
  );

  it("leaves a rule's examples with the mark that the contract test looks for", () => {
    scaffold(root, ["rule", "cookie-in-clear", "LH1999"]);
    expect(readFileSync(join(root, "src/rules/cookie-in-clear/fail.yaml"), "utf8")).toContain("# expect: LH1999");
    expect(readFileSync(join(root, "src/rules/cookie-in-clear/pass.yaml"), "utf8")).not.toContain("# expect:");
  });

  it.each([
    { words: [], says: /^usage:/ },
    { words: ["rule"], says: /^usage:/ },
    { words: ["page", "home"], says: /"page" is not rule, controller or report/ },
    { words: ["rule", "Cookie_in_clear", "LH1999"], says: /"Cookie_in_clear" is no name/ },
    { words: ["rule", "../../escape", "LH1999"], says: /is no name/ },
    { words: ["rule", "cookie-in-clear"], says: /needs an id/ },
    { words: ["rule", "cookie-in-clear", "LH9001"], says: /needs an id/ },
    { words: ["rule", "cookie-in-clear", "LH2001"], says: /LH2001 is taken/ },
    { words: ["controller", "apache"], says: /not in CONTROLLER_IDS/ },
  ])("refuses $words and writes nothing", ({ words, says }) => {
    const { code, lines } = scaffold(root, words);
    expect({ code, files: written() }).toEqual({ code: 2, files: [] });
    expect(lines.join("\n")).toMatch(says);
  });

  it("never writes over a unit that is there", () => {
    scaffold(root, ["report", "gitlab"]);
    writeFileSync(join(root, "src/report/gitlab.ts"), "mine");
    expect(scaffold(root, ["report", "gitlab"]).code).toBe(2);
    expect(readFileSync(join(root, "src/report/gitlab.ts"), "utf8")).toBe("mine");
  });
});
