import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, ingressYaml, lasthop } from "./harness.ts";

const GOOD = "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n";
const BAD = "apiVersion: v1\nkind: [Service\n";
const SHOP = folder({
  "one.yaml": ingressYaml("one", { namespace: "shop", labels: { app: "web" } }),
  "two.yaml": ingressYaml("two", { namespace: "edge", labels: { app: "api" } }),
  "three.yaml": ingressYaml("three"),
});
const CLEAN = folder({ "service.yaml": GOOD });
const PARTIAL = folder({ "one.yaml": ingressYaml("one"), "bad.yaml": BAD });
const PARTIAL_CLEAN = folder({ "service.yaml": GOOD, "bad.yaml": BAD });

interface Printed {
  routes: { host: string }[];
  findings: { rule: string; fingerprint: string; suppressed: { reason: string } | null }[];
  summary: { routes: number; suppressed: number; findings: Record<string, number> };
}

async function audited(args: readonly string[], setting: Parameters<typeof lasthop>[1] = {}): Promise<Printed> {
  const { out, err } = await lasthop(["audit", ...args, "-o", "json"], setting);
  if (out === "") throw new Error(err);
  return JSON.parse(out);
}

function hosts({ routes }: Printed): string[] {
  return routes.map((route) => route.host).sort();
}

describe("the exit code", () => {
  it.each<[number, string, string[]]>([
    [0, "nothing is found", [CLEAN]],
    [1, "an error is found", [SHOP]],
    [1, "a warning is found under --fail-on warning", [SHOP, "--fail-on", "warning"]],
    [0, "an error is found under --fail-on never", [SHOP, "--fail-on", "never"]],
    [
      1,
      "a verdict rests on an assumption under --fail-on-assumptions",
      [SHOP, "--fail-on", "never", "--fail-on-assumptions"],
    ],
    [0, "nothing rests on an assumption under --fail-on-assumptions", [CLEAN, "--fail-on-assumptions"]],
    [0, "no route is unknown under --fail-on-unknown", [SHOP, "--fail-on", "never", "--fail-on-unknown"]],
    [2, "a flag is wrong", [SHOP, "--fail-on", "x"]],
    [3, "a file cannot be read", [PARTIAL_CLEAN]],
    [3, "a file cannot be read, over findings", [PARTIAL]],
    [3, "a file cannot be read, over --fail-on never", [PARTIAL, "--fail-on", "never"]],
    [3, "a file is not there", [join(CLEAN, "absent.yaml")]],
    [0, "a file cannot be read under --allow-partial", [PARTIAL_CLEAN, "--allow-partial"]],
    [1, "an error is found under --allow-partial", [PARTIAL, "--allow-partial"]],
  ])("is %i when %s", async (expected, _, args) => {
    const { code } = await lasthop(["audit", ...args]);
    expect(code).toBe(expected);
  });

  it("is 1 when a route is unknown under --fail-on-unknown, and says so", async () => {
    const unknown = folder({
      "a.yaml": ingressYaml("a").replace("nginx\n", "own-class\n").replaceAll("nginx.ingress", "x"),
    });
    const { code, err } = await lasthop(["audit", unknown, "--fail-on", "never", "--fail-on-unknown"]);
    expect(err).toMatch(/^lasthop: routes that are unknown: 1 \(--fail-on-unknown\)\n$/);
    expect(code).toBe(1);
  });
});

describe("kinds of routes that are not judged", () => {
  const route = "apiVersion: k8s.nginx.org/v1\nkind: VirtualServer\nmetadata: {name: a}\nspec: {}\n";
  const servers = folder({ "a.yaml": `${route}---\n${route.replace("name: a", "name: b")}` });

  it("are counted on top, so that a small number of routes does not look like all of them", async () => {
    const { out } = await lasthop(["audit", servers]);
    expect(out).toMatch(/^0 routes\nnot judged: 2 VirtualServer \(this release does not model these kinds\)\n/);
  });

  it("fail the run under --fail-on-unknown", async () => {
    const { code, err } = await lasthop(["audit", servers, "--fail-on-unknown"]);
    expect([code, err]).toEqual([
      1,
      "lasthop: kinds of routes that are not judged: 2 VirtualServer.k8s.nginx.org (--fail-on-unknown)\n",
    ]);
  });
});

describe("input that could not be read", () => {
  it("stands on top of the table, with everything that was found", async () => {
    const { out } = await lasthop(["audit", PARTIAL]);
    expect(out).toMatch(/^INCOMPLETE: 1 part of the input could not be read/);
    expect(out).toContain("one.example.com/");
    expect(out).toMatch(/ {2}error {2}.*bad\.yaml:\d+:\d+/);
  });

  it.each(["json", "csv", "sarif"])("is named on the error stream beside %s", async (format) => {
    const { err } = await lasthop(["audit", PARTIAL, "-o", format]);
    expect(err).toMatch(/^lasthop: .*bad\.yaml:\d+:\d+: .+\n$/);
  });
});

describe("input", () => {
  it("comes from arguments and -f alike", async () => {
    const report = await audited([
      join(SHOP, "one.yaml"),
      "-f",
      join(SHOP, "two.yaml"),
      "-f",
      join(SHOP, "three.yaml"),
    ]);
    expect(hosts(report)).toEqual(["one.example.com", "three.example.com", "two.example.com"]);
  });

  it.each([["-"], ["-f", "-"]])("comes from stdin for %s %s", async (...args) => {
    expect(hosts(await audited(args, { stdin: ingressYaml("piped") }))).toEqual(["piped.example.com"]);
  });
});

describe("what is shown", () => {
  it.each<[string[], string[]]>([
    [
      ["-n", "shop"],
      ["one.example.com", "three.example.com"],
    ],
    [["-n", "own"], ["three.example.com"]],
    [
      ["-n", "shop", "-A"],
      ["one.example.com", "three.example.com", "two.example.com"],
    ],
    [["-l", "app=web"], ["one.example.com"]],
    [
      ["-l", "app in (web,api)"],
      ["one.example.com", "two.example.com"],
    ],
    [
      ["-l", "app!=web", "-n", "edge"],
      ["three.example.com", "two.example.com"],
    ],
  ])("with %j", async (args, expected) => {
    const report = await audited([SHOP, ...args]);
    expect(hosts(report)).toEqual(expected);
    expect(report.summary.routes).toBe(expected.length);
    expect(Object.values(report.summary.findings).reduce((a, b) => a + b)).toBe(report.findings.length);
  });
});

describe("-o", () => {
  it("writes several reports at once", async () => {
    const sarif = join(folder(), "out.sarif");
    const { out } = await lasthop(["audit", SHOP, "-o", "table", "-o", `sarif=${sarif}`, "--color", "always"]);
    expect(out).toContain("3 routes");
    expect(JSON.parse(readFileSync(sarif, "utf8"))).toMatchObject({ version: "2.1.0" });
  });

  it("prints nothing when every report has its file", async () => {
    const file = join(folder(), "out.txt");
    const { out } = await lasthop(["audit", SHOP, "-o", `table=${file}`, "--color", "always"]);
    expect(out).toBe("");
    expect(readFileSync(file, "utf8")).toMatch(/^3 routes/);
  });

  it("takes - for the standard output", async () => {
    const { out } = await lasthop(["audit", SHOP, "-o", "csv=-"]);
    expect(out).toMatch(/^record,/);
  });
});

describe("colour", () => {
  const ESCAPE = "\u001b[";
  it.each<[string, string[], Parameters<typeof lasthop>[1], boolean]>([
    ["a terminal", [], { tty: true }, true],
    ["a pipe", [], {}, false],
    ["a terminal with NO_COLOR", [], { tty: true, env: { NO_COLOR: "1" } }, false],
    ["a terminal with an empty NO_COLOR", [], { tty: true, env: { NO_COLOR: "" } }, true],
    ["a dumb terminal", [], { tty: true, env: { TERM: "dumb" } }, false],
    ["--color never", ["--color", "never"], { tty: true }, false],
    ["--color always over NO_COLOR", ["--color", "always"], { env: { NO_COLOR: "1" } }, true],
  ])("%s", async (_, args, setting, colored) => {
    const { out } = await lasthop(["audit", SHOP, ...args], setting);
    expect(out.includes(ESCAPE)).toBe(colored);
  });
});

describe("the streams", () => {
  it("a reader that goes away is no error", async () => {
    const { code, err } = await lasthop(["audit", SHOP], { failure: "EPIPE" });
    expect([code, err]).toEqual([1, ""]);
  });

  it("a full disk is one line and 2", async () => {
    const { code, err } = await lasthop(["audit", SHOP], { failure: "ENOSPC" });
    expect(err).toMatch(/^lasthop: cannot write the standard output: .+\n$/);
    expect(code).toBe(2);
  });

  it("the error stream stays empty in a pipe", async () => {
    expect((await lasthop(["audit", SHOP])).err).toBe("");
  });

  it("notes go to a terminal's error stream, and -q takes them away", async () => {
    const file = join(folder(), "x.json");
    const args = ["audit", SHOP, "-o", `json=${file}`];
    expect((await lasthop(args, { tty: true })).err).toContain(`wrote ${file}`);
    expect((await lasthop([...args, "-q"], { tty: true })).err).toBe("");
  });
});

describe("-q", () => {
  it("prints a line for each finding", async () => {
    const { out } = await lasthop(["audit", SHOP, "-q"]);
    const report = await audited([SHOP]);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(report.findings.length);
    for (const line of lines) expect(line).toMatch(/^.+\.yaml:\d+:\d+ (?:error|warning|note) LH\d{4} .+/);
  });
});

describe("the policy", () => {
  const policy = "suppress:\n  - rule: LH2003\n    reason: known\n";

  it("is found above the working directory, up to the repository's root", async () => {
    const root = folder({ ".lasthop.yaml": policy, "a.yaml": ingressYaml("a") });
    const inner = join(root, "deep/er");
    mkdirSync(inner, { recursive: true });
    const before = await audited([root], { directory: inner });
    expect(before.summary.suppressed).toBeGreaterThan(0);
    mkdirSync(join(root, "deep/.git"));
    const after = await audited([root], { directory: inner });
    expect(after.summary.suppressed).toBe(0);
  });

  it("is taken from --config first", async () => {
    const root = folder({ ".lasthop.yaml": policy, "other.yaml": "{}\n", "a.yaml": ingressYaml("a") });
    const report = await audited([join(root, "a.yaml"), "--config", join(root, "other.yaml")], { directory: root });
    expect(report.summary.suppressed).toBe(0);
  });

  it("hides what it suppresses, counts it, and shows it when asked", async () => {
    const root = folder({ ".lasthop.yaml": policy, "a.yaml": ingressYaml("a") });
    const hidden = await lasthop(["audit", root], { directory: root });
    expect(hidden.out).toContain("suppressed (--show-suppressed lists them)");
    expect(hidden.out).not.toContain("LH2003");
    expect(hidden.code).toBe(0);
    const shown = await lasthop(["audit", root, "--show-suppressed"], { directory: root });
    expect(shown.out).toMatch(/LH2003 .*\(suppressed: known\)/s);
  });

  it("--require makes a route below the level an error", async () => {
    const plain = folder({ "a.yaml": ingressYaml("a").replace(/ {2}annotations:\n.*\n.*\n/, "") });
    expect((await lasthop(["audit", plain])).code).toBe(0);
    expect((await lasthop(["audit", plain, "--require", "re-encrypt"])).code).toBe(1);
  });
});

describe("the baseline", () => {
  it("accepts what is there now, and nothing that comes later", async () => {
    const root = folder({ "a.yaml": ingressYaml("a") });
    const baseline = join(root, "baseline.json");
    expect((await lasthop(["audit", join(root, "a.yaml"), "--write-baseline", baseline])).code).toBe(0);
    expect(existsSync(baseline)).toBe(true);
    const accepted = ["--baseline", baseline];
    expect((await lasthop(["audit", join(root, "a.yaml"), ...accepted])).code).toBe(0);
    writeFileSync(join(root, "b.yaml"), ingressYaml("b"));
    expect((await lasthop(["audit", join(root, "a.yaml"), join(root, "b.yaml"), ...accepted])).code).toBe(1);
  });

  it("written from input that could not be read in full ends with 3", async () => {
    expect((await lasthop(["audit", PARTIAL, "--write-baseline", join(folder(), "b.json")])).code).toBe(3);
  });
});

describe("lint", () => {
  const SNIPPET = folder({
    "a.yaml": ingressYaml("a").replace("backend-protocol: HTTPS", 'ssl-protocols: "TLSv1.2"'),
  });

  it("runs only the rules about settings", async () => {
    const { out, code } = await lasthop(["lint", SNIPPET, "-o", "json", "--fail-on", "note"]);
    const report: Printed = JSON.parse(out);
    expect(report.findings.map(({ rule }) => rule)).toContainEqual(expect.stringMatching(/^LH6/));
    expect(report.findings.filter(({ rule }) => !rule.startsWith("LH6"))).toEqual([]);
    expect(code).toBe(1);
  });

  it("prints no routes", async () => {
    const { out } = await lasthop(["lint", SNIPPET]);
    expect(out).toContain("ssl-protocols");
    expect(out).not.toMatch(/^Routes$|PATTERN|^\d+ routes?/m);
  });
});

describe("path", () => {
  it("draws the route", async () => {
    const { out, code } = await lasthop(["path", "one.example.com", "-f", SHOP], { env: { LANG: "en_US.UTF-8" } });
    expect(out).toMatch(/^one\.example\.com\/\n/);
    expect(out).toMatch(/│ +\[ {3}\] {2}encrypted, any certificate is accepted/);
    expect(out).toContain("LH2003");
    expect(code).toBe(1);
  });

  it.each<[string, Record<string, string>, boolean]>([
    ["UTF-8", { LANG: "de_DE.utf8" }, true],
    ["no locale", {}, false],
    ["the C locale over LANG", { LC_ALL: "C", LANG: "en_US.UTF-8" }, false],
  ])("draws in the characters that the terminal has: %s", async (_, env, unicode) => {
    const { out } = await lasthop(["path", "one.example.com", SHOP], { env });
    expect(out.includes("│")).toBe(unicode);
  });

  it("prints the route alone in other formats", async () => {
    const { out } = await lasthop(["path", "https://two.example.com/x", SHOP, "-o", "json"]);
    expect(hosts(JSON.parse(out))).toEqual(["two.example.com"]);
  });
});
