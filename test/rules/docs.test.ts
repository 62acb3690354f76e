import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { policySchema } from "../../src/rules/policy/grammar.ts";
import { parsePolicy } from "../../src/rules/policy.ts";

const DOCS = resolve(import.meta.dirname, "../../docs");
const PAGES = readdirSync(DOCS, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));

describe("the documentation", () => {
  it("has no link that leads nowhere", () => {
    const dead = PAGES.flatMap((page) => {
      const text = readFileSync(join(DOCS, page), "utf8");
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? "");
      return links.filter((link) => !existsSync(resolve(DOCS, dirname(page), link))).map((link) => `${page}: ${link}`);
    });
    expect(PAGES.length).toBeGreaterThan(30);
    expect(dead).toEqual([]);
  });
});

describe("the schema of .lasthop.yaml", () => {
  const validate = new Ajv2020({ strict: false }).compile(policySchema());
  const example = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(DOCS, "policy.md"), "utf8"))?.[1] ?? "";

  it("takes the example of the guide, as the reader does", () => {
    const policy = parsePolicy(example, "policy.md");
    expect(policy.controllers).toEqual([{ id: "ingress-nginx", version: "1.15.1" }]);
    expect(validate(load(example))).toBe(true);
  });

  it.each([
    { name: "an unknown level", text: "require: tls" },
    { name: "an unknown field", text: "requires: edge" },
    { name: "a suppression without a reason", text: "suppress: [{ rule: LH2001 }]" },
    { name: "an unknown rule", text: "severity: { LH0000: error }" },
    { name: "a date of another form", text: "suppress: [{ rule: LH2001, reason: x, until: tomorrow }]" },
    { name: "a version that is a number", text: "controllers: { traefik: 3.7 }" },
  ])("refuses $name, as the reader does", ({ text }) => {
    expect(validate(load(text))).toBe(false);
    expect(() => parsePolicy(text, "p")).toThrow(/^p:1:\d+ /);
  });
});
