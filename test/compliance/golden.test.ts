import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { FRAMEWORK_IDS } from "../../src/model/compliance.ts";
import { folder, lasthop } from "../cli/harness.ts";
import { SERVED_KEY } from "./support.ts";

const EXAMPLES = resolve(import.meta.dirname, "../../examples");

/** What stands in examples/ has no machine's paths in it: the command runs where a reader would run it. */
async function shown(args: readonly string[]): Promise<string> {
  const { out, err } = await lasthop(["audit", ...args]);
  if (out === "") throw new Error(err);
  return out;
}

const ACCEPTED = [
  "suppress:",
  "  - rule: backend-in-clear",
  "    object: { namespace: shop, name: storefront }",
  "    reason: nothing but public pages",
  '    until: "2026-12-31"',
].join("\n");

describe("the example", () => {
  it("is a page for an auditor, as the README links to it", async () => {
    const policy = join(folder({ "policy.yaml": ACCEPTED }), "policy.yaml");
    const page = await shown(["examples/shop", "--config", policy, "--compliance", "pci-dss-4", "-o", "markdown"]);
    await expect(page).toMatchFileSnapshot(join(EXAMPLES, "shop-audited.md"));
  });

  it.each(FRAMEWORK_IDS)("under %s at a terminal", async (framework) => {
    await expect(await shown(["examples/shop", "--compliance", framework])).toMatchFileSnapshot(
      `golden/shop-${framework}.txt`,
    );
  });

  it("of roles and keys, as one file of HTML", async () => {
    const stdin = `${readFileSync(join(EXAMPLES, "keys/production.yaml"), "utf8")}\n---\n${SERVED_KEY}`;
    const { out } = await lasthop(["audit", "-", "--whole", "--compliance", "cis", "-o", "html"], { stdin });
    await expect(out).toMatchFileSnapshot("golden/keys-cis.html");
  });
});
