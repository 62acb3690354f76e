import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { lasthop } from "../cli/harness.ts";

const EXAMPLE = resolve(import.meta.dirname, "../../examples/keys");

describe("examples/keys", () => {
  it.each([
    ["system:serviceaccount:default:default", []],
    ["system:serviceaccount:ci:deployer", []],
    ["alice", ["--as-group", "support"]],
  ] as const)("kubectl's question is answered with no for %s", async (user, groups) => {
    const line = ["can-i", "get", "secrets", "--as", user, ...groups, "-n", "production", "-f", EXAMPLE];
    expect(await lasthop(line)).toMatchObject({ out: "no\n", code: 1 });
  });

  it("who-can-read names whom that misses", async () => {
    const { out } = await lasthop(["who-can-read", "-f", EXAMPLE]);
    await expect(out).toMatchFileSnapshot(join(EXAMPLE, "expected.txt"));
  });

  it("--tighten leaves none of them", async () => {
    const { out } = await lasthop(["who-can-read", "--tighten", "-f", EXAMPLE]);
    await expect(out).toMatchFileSnapshot(join(EXAMPLE, "tightened.txt"));
    expect(out).toMatch(/none is left after this/);
  });
});
