import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");

/** Which stations a station may import, beside itself and `model`. What is not named here may import nothing else. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  input: [],
  inventory: ["input"],
  controllers: ["inventory"],
  certificates: ["inventory"],
  access: ["inventory"],
  paths: ["controllers", "certificates", "access", "inventory"],
  rules: ["paths", "controllers", "certificates", "inventory"],
  remedies: [],
  compliance: [],
  report: [],
  probe: ["report"],
  cli: [
    "access",
    "certificates",
    "probe",
    "compliance",
    "report",
    "remedies",
    "rules",
    "controllers",
    "input",
    "inventory",
    "audit.ts",
    "version.ts",
    "summary.ts",
  ],
  "audit.ts": ["access", "rules", "paths", "controllers", "certificates", "inventory", "summary.ts", "version.ts"],
  "summary.ts": ["certificates", "inventory"],
  "index.ts": ["audit.ts", "compliance", "input", "inventory", "rules", "report", "version.ts"],
  "version.ts": [],
};

/** Folders under `controllers/` that are no controllers: libraries that those share. */
const SHARED = ["gateway-api"];

/** What a rule or a report may not do at all: it would make the library impure. */
const IMPURE = /^node:(fs|http|https|child_process|dns|tls|os|process)/;
const PURE_STATIONS = [
  "access",
  "model",
  "inventory",
  "controllers",
  "certificates",
  "paths",
  "rules",
  "remedies",
  "compliance",
  "report",
  "probe",
  "audit.ts",
];
/** The one folder that connects to routes. */
const WIRE = /^probe\/wire\//;

interface Import {
  readonly file: string;
  readonly target: string;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts") ? [path] : [];
  });
}

function imports(): Import[] {
  return sources(SRC).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map((match) => ({
      file,
      target: match[1] ?? "",
    })),
  );
}

function station(file: string): string {
  return relative(SRC, file).split("/")[0] ?? "";
}

function isPure(file: string): boolean {
  return PURE_STATIONS.includes(station(file)) && !WIRE.test(relative(SRC, file));
}

describe("the import graph", () => {
  const all = imports();

  it("sees the code", () => {
    expect(all.length).toBeGreaterThan(50);
  });

  it("has no arrow that points the wrong way", () => {
    const wrong = all
      .filter(({ target }) => target.startsWith("."))
      .map(({ file, target }) => ({ file, to: resolve(dirname(file), target) }))
      .filter(({ file, to }) => {
        const [from, into] = [station(file), station(to)];
        return from !== into && into !== "model" && !(MAY_IMPORT[from] ?? []).includes(into);
      })
      .map(({ file, to }) => `${relative(SRC, file)} → ${relative(SRC, to)}`);
    expect(wrong).toEqual([]);
  });

  it("keeps one controller out of another's folder", () => {
    const wrong = all
      .filter(({ target }) => target.startsWith("."))
      .map(({ file, target }) => [
        relative(SRC, file).split("/"),
        relative(SRC, resolve(dirname(file), target)).split("/"),
      ])
      .filter(([from, to]) => from?.[0] === "controllers" && to?.[0] === "controllers")
      .filter(([from, to]) => from?.length !== 2 && to?.length !== 2 && from?.[1] !== to?.[1])
      .filter(([, to]) => !SHARED.includes(to?.[1] ?? ""))
      .map(([from, to]) => `${from?.join("/")} → ${to?.join("/")}`);
    expect(wrong).toEqual([]);
  });

  it("lets only the command probe connect to routes", () => {
    const toProbe = all
      .filter(({ target }) => target.startsWith("."))
      .map(({ file, target }) => [relative(SRC, file), relative(SRC, resolve(dirname(file), target))] as const)
      .filter(([, to]) => to.startsWith("probe/"));
    const users = toProbe.map(([from]) => from).filter((from) => !/^(?:probe\/|cli\/probe)/.test(from));
    const dialling = toProbe.filter(([, to]) => WIRE.test(to)).map(([from]) => from);
    expect(users).toEqual([]);
    expect(dialling.filter((from) => !WIRE.test(from) && from !== "cli/probe-run.ts")).toEqual([]);
  });

  it("keeps clocks, files and networks out of everything after the input", () => {
    const wrong = all
      .filter(({ file, target }) => isPure(file) && IMPURE.test(target))
      .map(({ file, target }) => `${relative(SRC, file)} → ${target}`);
    const clocks = sources(SRC)
      .filter(isPure)
      .filter((file) => /\bDate\.now\(|\bnew Date\(\)|Math\.random\(|process\.env/.test(readFileSync(file, "utf8")))
      .map((file) => relative(SRC, file));
    expect([...wrong, ...clocks]).toEqual([]);
  });
});
