import { describe, expect, it } from "vitest";
import { parseSelector } from "../../src/cli/selector.ts";

const LABELS = { app: "web", tier: "front", empty: "" };

describe("a label selector, as kubectl reads it", () => {
  it.each([
    ["app=web", true],
    ["app==web", true],
    ["app=api", false],
    ["app!=api", true],
    ["app!=web", false],
    ["absent!=x", true],
    ["absent=x", false],
    ["app", true],
    ["absent", false],
    ["!absent", true],
    ["!app", false],
    ["empty=", true],
    ["app in (web, api)", true],
    ["app in (api)", false],
    ["app notin (api)", true],
    ["absent notin (api)", true],
    ["absent in (api)", false],
    ["app=web,tier=front", true],
    ["app=web,tier=back", false],
    ["app in (web,api),tier!=back", true],
    ["a.b/c=d", false],
  ])("%s", (text, expected) => {
    expect(parseSelector(text)(LABELS)).toBe(expected);
  });

  it.each(["", "=x", "a in b", "a in (b", "a b", "a=b=c", "app=web,"])("refuses %j", (text) => {
    expect(() => parseSelector(text)).toThrow(/is no label selector/);
  });
});
