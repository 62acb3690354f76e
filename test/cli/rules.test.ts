import { describe, expect, it } from "vitest";
import { RULES } from "../../src/rules/registry.ts";
import { lasthop } from "./harness.ts";

describe("rules", () => {
  it("lists every rule", async () => {
    const { code, out } = await lasthop(["rules"]);
    expect(code).toBe(0);
    const words = out.replaceAll(/\s+/g, " ");
    for (const { id, slug, severity, summary } of RULES) {
      expect(words).toContain(`${id} ${severity} ${slug} ${summary}`);
    }
  });

  it("lists them as JSON", async () => {
    const { out } = await lasthop(["rules", "-o", "json"]);
    const listed: { id: string; page: string }[] = JSON.parse(out);
    expect(listed.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id).toSorted());
    expect(listed.filter(({ page }) => page === "")).toEqual([]);
  });

  it("lists them as Markdown", async () => {
    const { out } = await lasthop(["rules", "-o", "markdown"]);
    expect(out.split("\n").filter((line) => line.startsWith("| LH"))).toHaveLength(RULES.length);
  });
});

describe("explain", () => {
  it.each(["LH2001", "lh2001", "backend-in-clear", "Backend-In-Clear"])("%s prints the page", async (wanted) => {
    const { code, out } = await lasthop(["explain", wanted]);
    expect(code).toBe(0);
    expect(out).toMatch(/^# backend-in-clear \(LH2001\)/);
  });

  it("lays the page out for a terminal", async () => {
    const { out } = await lasthop(["explain", "LH2001"], { tty: true, env: { NO_COLOR: "1" } });
    expect(out).toMatch(/^LH2001 backend-in-clear {2}note\n/);
    expect(out).toContain("\nWhy it matters\n");
  });
});
