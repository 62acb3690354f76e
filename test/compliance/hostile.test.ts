import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { COMPLIANCE_REPORTERS } from "../../src/report/compliance/formats.ts";
import { OPTIONS } from "../report/fixture.ts";
import { HOSTILE, hostileReport } from "../report/hostile.ts";
import { withView } from "./support.ts";

const UNSAFE = /(?!\n)\p{Cc}|[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

function page(format: string, text: string): string {
  const report = withView(hostileReport(text), "pci-dss-4");
  const reporter = COMPLIANCE_REPORTERS.find((item) => item.format === format);
  return [...(reporter?.render(report, OPTIONS) ?? [])].join("");
}

/** Every tag of the page, with what stands in a quoted attribute taken away. */
function tagsOf(html: string): string[] {
  const body = html.replace(/<style>[\s\S]*?<\/style>/, "");
  return [...body.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""'));
}

const TAG =
  /^<(?:!doctype html|\/?(?:html|head|body|main|section|title|table|thead|tbody|tr|ul|li|p|h[1-3]|th|td|div|code|strong|span|a)(?: (?:lang|id|class|scope|role|aria-label|aria-labelledby|tabindex|href)="")*|meta(?: (?:charset|http-equiv|content|name)="")+)>$/;

/** The bones of a Markdown page: its headings, and the number of cells of each row. */
function bonesOf(markdown: string): string[] {
  return markdown.split("\n").flatMap((line) => {
    if (line.startsWith("#")) return [/^#+/.exec(line)?.[0] ?? ""];
    if (!line.startsWith("| ")) return [];
    return [`row ${[...line.matchAll(/(?<!\\)\|/g)].length}`];
  });
}

/** Code spans are text, whatever stands in them. */
function outsideOfCode(markdown: string): string {
  return markdown.replaceAll(/(?<![`\\])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "");
}

describe("names from an input", () => {
  const brokenBy = (format: string, printed: string): boolean => {
    if (format === "html") return tagsOf(printed).some((tag) => !TAG.test(tag));
    return format === "markdown" && bonesOf(printed).join() !== bones.join();
  };
  const bones = bonesOf(page("markdown", "plain"));
  const tags = tagsOf(page("html", "plain")).length;

  it.each(Object.entries(HOSTILE))("%s is text in the HTML page", (_, text) => {
    const html = page("html", text);
    expect(tagsOf(html).filter((tag) => !TAG.test(tag))).toEqual([]);
    expect(tagsOf(html).length).toBe(tags);
  });

  it.each(Object.entries(HOSTILE))("%s changes nothing of the Markdown page around it", (_, text) => {
    const markdown = page("markdown", text);
    expect(bonesOf(markdown)).toEqual(bones);
    expect(outsideOfCode(markdown)).not.toMatch(/<(?!a id="[a-z0-9-]+"><\/a>|\/a>|!-- -->)/);
  });

  it.each(["html", "markdown", "table", "json"])("any text is safe in %s", (format) => {
    assert(
      property(string({ unit: "binary", maxLength: 40 }), (text) => {
        const printed = page(format, text);
        expect(printed).not.toMatch(UNSAFE);
        expect(printed.isWellFormed()).toBe(true);
        expect(brokenBy(format, printed)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});
