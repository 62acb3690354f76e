import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type AuditOptions, audit } from "../../src/audit.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Finding, Report } from "../../src/model/report.ts";
import type { RequiredLevel } from "../../src/rules/contract.ts";

export const RULES_FOLDER = resolve(import.meta.dirname, "../../src/rules");

/** Slugs of all rules, from the folders and not from the registry. */
export function ruleFolders(): string[] {
  return readdirSync(RULES_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(RULES_FOLDER, entry.name)).includes("rule.ts"))
    .map((entry) => entry.name);
}

export function partOf(slug: string, name: string): string {
  return readFileSync(join(RULES_FOLDER, slug, name), "utf8");
}

export function auditText(text: string, options: AuditOptions = {}): Report {
  const input = readText(text, "manifest.yaml");
  return audit(new Inventory(input), options);
}

/** Lines that an example marks with `# expect: LH1001` (several ids are separated by spaces), 1-based. */
export function marks(text: string, id: string): number[] {
  return text.split("\n").flatMap((line, index) => {
    const ids = /#\s*expect:\s*(.*)$/.exec(line)?.[1]?.split(/\s+/) ?? [];
    return ids.filter((item) => item === id).map(() => index + 1);
  });
}

/** Options that an example states in comments: `# run with --require verified`, `# run at 2026-06-01`. */
export function optionsOf(text: string): AuditOptions {
  const level = /^# run with --require (\S+)$/m.exec(text)?.[1];
  const day = /^# run at (\S+)$/m.exec(text)?.[1];
  return {
    ...(level === undefined ? {} : { require: level as RequiredLevel }),
    ...(day === undefined ? {} : { now: Date.parse(day) }),
  };
}

export function linesOf(findings: readonly Finding[]): number[] {
  return findings.map((finding) => finding.source?.line ?? 0).sort((a, b) => a - b);
}
