import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { audit } from "../src/audit.ts";
import { readInput } from "../src/input/read.ts";
import { Inventory } from "../src/inventory/inventory.ts";
import type { Evidence, Source } from "../src/model/report.ts";
import { CORPUS, isPresent } from "./support/corpus.ts";

const texts = new Map<string, readonly string[]>();

function textAt({ file, line, column }: Source): string {
  let lines = texts.get(file);
  if (lines === undefined) {
    lines = readFileSync(file, "utf8").split(/\r?\n/);
    texts.set(file, lines);
  }
  return (lines[line - 1] ?? "").slice(column - 1);
}

/** The last name of a field: `secretName` of `spec.tls[0].secretName`, the key of `metadata.annotations["a/b"]`. */
function lastName(field: string): string {
  return /\["([^"]+)"\]$/.exec(field)?.[1] ?? /([\w-]+)(?:\[\d+\])*$/.exec(field)?.[1] ?? "";
}

/** A scalar's value, or the key of what holds others, has to begin where the position points. */
function fits({ field, value, source }: Evidence): boolean {
  if (source === null || value === null) return true;
  const text = textAt(source).replace(/^(?:["'`]|[|>][+\d-]*|- )\s*/, "");
  const first = value.split("\n")[0]?.trim() ?? "";
  return (
    text.startsWith(first) ||
    text.replaceAll("\\", "").startsWith(first) ||
    text.startsWith(lastName(field)) ||
    text === "" ||
    /[[{]$/.test(field) ||
    /\[\d+\]$/.test(field)
  );
}

describe.runIf(!isPresent)("positions in real repositories", () => {
  it("are not checked: ../shared/corpus is not here", () => {
    expect(isPresent).toBe(false);
  });
});

describe.runIf(isPresent)("positions in real repositories", () => {
  it("point at the deciding field of every piece of evidence, and every finding at a line that is there", async () => {
    let checked = 0;
    const wrong: string[] = [];
    for (const repository of readdirSync(CORPUS)) {
      const report = audit(new Inventory(await readInput([resolve(CORPUS, repository)], { render: false })));
      for (const finding of report.findings) {
        const { source } = finding;
        expect(source, `${finding.rule} in ${repository}`).not.toBeNull();
        if (source !== null && textAt(source).trim() === "")
          wrong.push(`${finding.rule} ${source.file}:${source.line}:${source.column}`);
        for (const item of finding.evidence) {
          checked++;
          if (!fits(item))
            wrong.push(
              `${finding.rule} ${item.source?.file}:${item.source?.line}:${item.source?.column} ${item.field} = ${item.value}`,
            );
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(100);
  });
});
