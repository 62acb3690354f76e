import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { caseFolders, differenceFolders, wireTruth } from "../lab/wire-truth.ts";

const PAGE = "docs/wire-truth.md";
const page = readFileSync(resolve(import.meta.dirname, "..", PAGE), "utf8");

describe("the page on what was confirmed on the wire", () => {
  it("counts every case that there is: the lab has run since the last was added", () => {
    const counted = new Map<string, number>();
    for (const [, id = "", cases] of page.matchAll(/^\| ([a-z-]+) \| \d+\.[\d.]+ \| (\d+) \|/gm)) {
      counted.set(id, Number(cases));
    }
    expect(counted).toEqual(caseFolders());
  });

  it("tells every manifest that is run on several implementations", () => {
    const [, section = ""] = /^## One manifest (.*?)^## /ms.exec(page) ?? [];
    const told = [...section.matchAll(/^\| ([a-z0-9-]*[a-z][a-z0-9-]*) \| /gm)].map(([, slug]) => slug);
    const [, ...slugs] = told;
    expect(slugs.toSorted()).toEqual(differenceFolders());
  });

  it("lists the facts as they are", async () => {
    expect(page).toBe((await wireTruth()).get(PAGE));
  });

  it("tells figures of the live cluster", () => {
    expect(page).toMatch(/ratio \d/);
  });
});
