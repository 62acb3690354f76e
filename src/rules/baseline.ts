import { list, text } from "../model/read.ts";
import type { Finding } from "../model/report.ts";
import { ConfigError } from "./config-error.ts";

/**
 * The findings of a report as a baseline: one line each, in an order that does not depend on the input's.
 * Findings that something else already suppresses are left out.
 */
export function writeBaseline(findings: readonly Finding[]): string {
  const open = findings.filter(({ suppressed }) => suppressed === null || suppressed.reason === "in the baseline");
  const lines = open.map(({ fingerprint, rule, object }) => {
    const name = object.namespace === null ? object.name : `${object.namespace}/${object.name}`;
    return JSON.stringify({ rule, object: `${object.kind}/${name}`, fingerprint });
  });
  const sorted = [...new Set(lines)].sort();
  return `{\n  "formatVersion": "1",\n  "findings": [\n${sorted.map((line) => `    ${line}`).join(",\n")}\n  ]\n}\n`;
}

/**
 * The fingerprints of a baseline.
 * @param name of the file, for messages
 * @throws ConfigError when it is none
 */
export function readBaseline(content: string, name: string): Set<string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    throw new ConfigError(`${name}:1:1`, "is not JSON; write a baseline with --write-baseline");
  }
  const version = text(parsed, "formatVersion");
  if (version !== "1") throw new ConfigError(`${name}:1:1`, "is not a lasthop baseline of format version 1");
  return new Set(
    list(parsed, "findings").map((entry, index) => {
      const fingerprint = text(entry, "fingerprint");
      if (fingerprint !== undefined) return fingerprint;
      throw new ConfigError(`${name}:1:1`, `findings[${index}] has no fingerprint`);
    }),
  );
}
