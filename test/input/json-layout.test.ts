import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readText } from "../../src/input/read.ts";

const list = (items: readonly unknown[]): object => ({ apiVersion: "v1", items, kind: "List" });
const bodies = (text: string): unknown => readText(text, "x.json").objects.map(({ body }) => body);

/** What a ConfigMap may hold, in the shapes that could be taken for the end of an item. */
const data = fc.dictionary(
  fc.constantFrom("a", "}", "items", "kind", "x: y"),
  fc.constantFrom("", "}", "\n        }", "        },\n", '{"kind":"Secret"}', "é"),
);
const item = fc.record({
  apiVersion: fc.constant("v1"),
  kind: fc.constant("ConfigMap"),
  metadata: fc.record({ name: fc.constantFrom("a", "b", "c"), labels: data }),
  data,
});

describe("a List as kubectl prints it", () => {
  it("gives the same objects as any other layout of the same text", () => {
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 4 }),
        fc.constantFrom(1, 2, 4, 8, "\t"),
        fc.constantFrom("", " ", "\n"),
        (items, indent, before) => {
          const printed = JSON.stringify(list(items), null, indent);
          expect(bodies(before + printed)).toEqual(bodies(JSON.stringify(list(items))));
          // Items that begin in the middle of a line, and items that end before their indentation says so.
          expect(bodies(printed.replaceAll("{\n", "{ "))).toEqual(bodies(JSON.stringify(list(items))));
          expect(bodies(printed.replaceAll(/\n *\}/g, "\n}"))).toEqual(bodies(JSON.stringify(list(items))));
        },
      ),
    );
  });

  it("is refused where a key stands twice, with the place of the second", () => {
    const text = JSON.stringify(list([{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } }]), null, 4);
    const twice = text.replace('            "kind"', '            "metadata": {},\n            "kind"');
    const [skipped] = readText(twice, "x.json").summaries.flatMap((summary) => summary.skipped);
    expect(skipped).toMatchObject({
      where: "x.json:8:13",
      reason: 'the key "metadata" stands here twice',
      error: true,
    });
  });

  it("is refused where it is nested too deeply", () => {
    let deep: unknown = "x";
    for (let level = 0; level < 300; level++) deep = { a: deep };
    const text = JSON.stringify(
      list([{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, deep }]),
      null,
      1,
    );
    const { objects, summaries } = readText(text, "x.json");
    expect(objects).toEqual([]);
    expect(summaries[0]?.skipped[0]?.reason).toMatch(/nested deeper than 256 levels/);
  });
});
