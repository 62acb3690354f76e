import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FRAMEWORK_IDS } from "../../src/model/compliance.ts";
import { folder, ingressYaml, lasthop } from "./harness.ts";

const SHOP = folder({
  "one.yaml": ingressYaml("one", { namespace: "shop" }),
  "two.yaml": ingressYaml("two", { namespace: "edge" }),
});
const PARTIAL = folder({ "one.yaml": ingressYaml("one"), "bad.yaml": "kind: [Service\n" });

function asked(...args: readonly string[]): ReturnType<typeof lasthop> {
  return lasthop(["audit", SHOP, "--compliance", ...args]);
}

describe("--compliance", () => {
  it.each(FRAMEWORK_IDS)("%s gives an answer in every format that shows it", async (framework) => {
    for (const format of ["table", "markdown", "html", "json"]) {
      const { out, code } = await asked(framework, "-o", format);
      expect(code).toBe(1);
      expect(out).toMatch(format === "json" ? /"compliance": \{/ : /Of 2 routes, /);
    }
  });

  it("leaves the report in JSON as it is, with the view beside it", async () => {
    const [plain, view] = [await lasthop(["audit", SHOP, "-o", "json"]), await asked("soc2", "-o", "json")];
    const { compliance, ...rest } = JSON.parse(view.out);
    expect(rest).toEqual(JSON.parse(plain.out));
    expect(rest.formatVersion).toBe("1");
    expect(compliance.framework).toMatchObject({ id: "soc2", name: "SOC 2" });
    expect(compliance.judgedAt).toBe("2026-06-01T00:00:00.000Z");
    expect(compliance.routes.map(({ route }: { route: string }) => route)).toEqual(
      rest.routes.map(({ id }: { id: string }) => id),
    );
  });

  it("judges by the time that the audit judges by", async () => {
    const { out } = await asked("soc2", "-o", "json", "--now", "2030-01-01");
    expect(JSON.parse(out).compliance.judgedAt).toBe("2030-01-01T00:00:00.000Z");
    const env = { SOURCE_DATE_EPOCH: "1900000000" };
    const later = await lasthop(["audit", SHOP, "--compliance", "soc2", "-o", "json"], { env });
    expect(JSON.parse(later.out).compliance.judgedAt).toBe("2030-03-17T17:46:40.000Z");
  });

  it("writes other reports in the same run, as they ever are", async () => {
    const path = folder();
    const { out } = await asked("hipaa", "-o", `html=${path}/a.html`, "-o", `sarif=${path}/a.sarif`, "-o", "csv");
    expect(out).toBe((await lasthop(["audit", SHOP, "-o", "csv"])).out);
    expect(readFileSync(join(path, "a.html"), "utf8")).toMatch(/^<!doctype html>/);
    const sarif = JSON.parse(readFileSync(join(path, "a.sarif"), "utf8"));
    expect(sarif.runs).toHaveLength(1);
  });

  it("is narrowed as an audit is", async () => {
    expect((await asked("nsa", "-n", "shop")).out).toContain("Of 1 route, ");
    expect((await lasthop(["audit", SHOP, "-q", "--compliance", "nsa"])).out.split("\n").length).toBeLessThan(5);
  });

  it("tells what was accepted, and lets it change no answer", async () => {
    const policy = "suppress:\n  - rule: verification-not-in-force\n    reason: old\n    until: '2027-01-31'\n";
    const file = join(folder({ "p.yaml": policy }), "p.yaml");
    const [plain, accepted] = [await asked("soc2", "-o", "json"), await asked("soc2", "-o", "json", "--config", file)];
    expect(JSON.parse(accepted.out).compliance.topics).toEqual(JSON.parse(plain.out).compliance.topics);
    const { out, code } = await asked("soc2", "-o", "markdown", "--config", file);
    expect(code).toBe(0);
    expect(out).toMatch(/\| .*LH2003 .* \| old \| 2027-01-31 \|/);
  });

  it("says first that the input was not read in full, and ends as an audit does", async () => {
    for (const [format, sign] of [
      ["markdown", /\*\*Incomplete: 1 part/],
      ["html", /<p class="warning">Incomplete: 1 part/],
      ["table", /^INCOMPLETE: 1 part/],
    ] as const) {
      const { out, code } = await lasthop(["audit", PARTIAL, "--compliance", "cis", "-o", format]);
      expect(out).toMatch(sign);
      expect(code).toBe(3);
    }
  });

  it.each<[string, string[], RegExp]>([
    ["no framework", [], /argument missing|no framework/],
    ["a short name", ["pci"], /no framework "pci" \(did you mean pci-dss-4\?\); it is one of nist-800-53, pci-dss-4/],
    ["another release", ["pci-dss-3"], /did you mean pci-dss-4\?/],
    ["another spelling", ["SOC-2"], /did you mean soc2\?/],
    ["the whole name", ["nist"], /did you mean nist-800-53\?/],
    ["something else", ["iso27001"], /no framework "iso27001"; it is one of/],
    ["no report that shows it", ["soc2", "-o", "csv"], /none of the reports shows it; add -o html, -o markdown/],
    ["a format that is none", ["soc2", "-o", "pdf"], /no format "pdf"; it is one of csv, html, json/],
  ])("refuses %s", async (_, args, message) => {
    const { code, out, err } = await asked(...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  it("is the only way to HTML, and says so", async () => {
    const file = join(SHOP, "out.html");
    const { code, err } = await lasthop(["audit", SHOP, "-o", `html=${file}`]);
    expect(code).toBe(2);
    expect(err).toContain("html comes with audit --compliance");
    expect(existsSync(file)).toBe(false);
  });
});
