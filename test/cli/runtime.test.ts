import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { tooOld } from "../../src/cli/runtime.ts";

const { engines } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8")) as {
  engines: { node: string };
};

describe("the oldest Node", () => {
  it("is the one that the package asks for", () => {
    const [, oldest = ""] = /^>=(\d+\.\d+)$/.exec(engines.node) ?? [];
    expect(tooOld(`${oldest}.0`)).toBeNull();
    expect(tooOld("20.20.2")).toBe(`lasthop needs Node ${oldest} or later; this is 20.20.2`);
  });

  it.each<[string, boolean]>([
    ["18.19.0", false],
    ["22.18.0", false],
    ["22.19.0", true],
    ["23.0.0", true],
    ["24.21.0", true],
  ])("%s: %s", (version, runs) => {
    expect(tooOld(version) === null).toBe(runs);
  });
});
