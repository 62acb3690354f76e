import type { Report } from "../model/report.ts";
import { SEVERITIES, type Severity } from "../model/words.ts";
import { unread } from "../report/describe.ts";

/** What scripts can tell apart. Incomplete input wins over findings: what was not read may hold worse. */
export const EXIT = { clean: 0, findings: 1, usage: 2, incomplete: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_HELP = `
Exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on (errors unless told otherwise)
  2  wrong usage or configuration; nothing was audited
  3  the input could not be read in full; all that was read is reported
     (wins over 1; --allow-partial takes it away)`;

export interface Threshold {
  readonly failOn: Severity | "never";
  readonly failOnAssumptions: boolean;
  readonly failOnUnknown: boolean;
  readonly allowPartial: boolean;
}

export interface Outcome {
  readonly code: ExitCode;
  /** For the error stream, where the code is not what the findings alone say. */
  readonly reasons: readonly string[];
}

export function outcomeOf(report: Report, threshold: Threshold): Outcome {
  const reasons: string[] = [];
  const { findings, byPattern, byWeakest } = report.summary;
  if (threshold.failOnAssumptions && report.assumptions.length > 0) {
    reasons.push(`verdicts rest on assumptions: ${report.assumptions.length} (--fail-on-assumptions)`);
  }
  const unknown = Math.max(byPattern.unknown, byWeakest.unknown);
  const unjudged = Object.entries(report.notJudged).map(([kind, objects]) => `${objects} ${kind}`);
  if (threshold.failOnUnknown && unjudged.length > 0) {
    reasons.push(`kinds of routes that are not judged: ${unjudged.join(", ")} (--fail-on-unknown)`);
  }
  if (threshold.failOnUnknown && unknown > 0) reasons.push(`routes that are unknown: ${unknown} (--fail-on-unknown)`);
  if (unread(report).length > 0 && !threshold.allowPartial) return { code: EXIT.incomplete, reasons };
  const failing = SEVERITIES.filter((severity) => isAtLeast(severity, threshold.failOn));
  // Of files that are laid over a cluster only what they bring is judged: the rest was there before.
  const fresh = report.comparison?.findings.new;
  const found = failing.some((severity) =>
    fresh === undefined ? findings[severity] > 0 : fresh.some((finding) => finding.severity === severity),
  );
  return { code: found || reasons.length > 0 ? EXIT.findings : EXIT.clean, reasons };
}

function isAtLeast(severity: Severity, failOn: Severity | "never"): boolean {
  return failOn !== "never" && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
}
