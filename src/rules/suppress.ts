import type { KubeObject } from "../model/objects.ts";
import { annotation, refOf } from "../model/read.ts";
import type { Policy } from "./contract.ts";
import type { RaisedFinding } from "./run.ts";

export interface Suppressions {
  readonly policy: Policy | null;
  /** Fingerprints that were accepted earlier. */
  readonly baseline: ReadonlySet<string>;
  /** Epoch milliseconds: a suppression may end. */
  readonly now: number;
}

/** The annotation that suppresses a rule on an object, without the rule's slug. Its value is the reason. */
export const IGNORE = "lasthop.dev/ignore-";

/**
 * Marks findings that an annotation, the policy or the baseline accepts. They stay in the list. A suppression that is
 * over is told in the finding's evidence.
 */
export function suppress(findings: readonly RaisedFinding[], by: Suppressions): void {
  for (const finding of findings) {
    const declaring = [...new Set(finding.paths.map((path) => path.draft.object))];
    const reason = reasonOn(finding, declaring);
    if (reason !== null) {
      finding.suppressed = { reason, until: null };
    } else if (by.baseline.size > 0 && by.baseline.has(finding.fingerprint)) {
      finding.suppressed = { reason: "in the baseline", until: null };
    } else if (by.policy !== null) {
      const hosts = [...new Set(finding.paths.map((path) => path.route.host))];
      const subject = { hosts, objects: declaring.map(refOf) };
      finding.suppressed = by.policy.suppressionOf(finding, by.now, subject);
      if (finding.suppressed === null) tellEnded(finding, by.policy.endedSuppressionOf(finding, by.now, subject));
    }
  }
}

/** The reason on the object that the finding points at, or on every object that declares one of its routes. */
function reasonOn(finding: RaisedFinding, declaring: readonly KubeObject[]): string | null {
  const key = ignoreKey(finding.slug);
  const reasonOf = (object: KubeObject): string => annotation(object, key)?.trim() ?? "";
  const own = reasonOf(finding.problem.object);
  if (own !== "") return own;
  const [first = "", ...others] = declaring.map(reasonOf);
  return first !== "" && others.every((reason) => reason !== "") ? first : null;
}

const ignoreKeys = new Map<string, string>();

/** The annotation of a rule: one string for all findings, since looking up a new one costs more. */
function ignoreKey(slug: string): string {
  let key = ignoreKeys.get(slug);
  if (key === undefined) ignoreKeys.set(slug, (key = `${IGNORE}${slug}`));
  return key;
}

function tellEnded(finding: RaisedFinding, ended: ReturnType<Policy["endedSuppressionOf"]>): void {
  if (ended === null) return;
  const [, file = ended.where, line, column] = /^(.*):(\d+):(\d+)$/.exec(ended.where) ?? [];
  const source = line === undefined ? null : { file, line: Number(line), column: Number(column) };
  const fact = `The suppression of this finding ended on ${ended.until} (${ended.where}).`;
  finding.evidence.push({ object: null, field: "suppress[].until", value: ended.until, source, fact });
}
