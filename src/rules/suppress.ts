import { annotation } from "../model/read.ts";
import type { Policy } from "./contract.ts";
import type { RaisedFinding } from "./run.ts";

export interface Suppressions {
  readonly policy: Policy | null;
  /** Fingerprints that were accepted earlier. */
  readonly baseline: ReadonlySet<string>;
  /** Epoch milliseconds: a suppression may end. */
  readonly now: number;
}

const IGNORE = "lasthop.dev/ignore-";

/** Marks findings that an annotation on their object, the policy or the baseline accepts. They stay in the list. */
export function suppress(findings: readonly RaisedFinding[], by: Suppressions): void {
  for (const finding of findings) {
    const reason = annotation(finding.problem.object, `${IGNORE}${finding.slug}`)?.trim();
    if (reason !== undefined && reason !== "") finding.suppressed = { reason, until: null };
    else if (by.baseline.has(finding.fingerprint)) finding.suppressed = { reason: "in the baseline", until: null };
    else finding.suppressed = by.policy?.suppressionOf(finding, by.now) ?? null;
  }
}
