import type { Belief, SettingProblem, SettingVerdict } from "../controllers/settings-contract.ts";
import { annotationEdit } from "../model/edits.ts";
import { text } from "../model/read.ts";
import type { Remedy } from "../model/report.ts";
import type { Severity } from "../model/words.ts";
import type { Problem, RuleInput } from "./contract.ts";

/** How bad it is that a setting is not in force, by what its author believed to have. */
const BY_BELIEF: Readonly<Record<Belief, Severity>> = {
  verification: "error",
  encryption: "error",
  redirect: "error",
  authentication: "error",
  access: "warning",
  other: "note",
};

/** One notch less: for settings that may be meant for somebody else. */
export const MILDER: Readonly<Record<Belief, Severity>> = {
  verification: "warning",
  encryption: "warning",
  redirect: "warning",
  authentication: "warning",
  access: "note",
  other: "note",
};

/** Where the whole object or route is lost, whatever the setting was for. */
export const ALWAYS: Readonly<Record<Belief, Severity>> = {
  verification: "error",
  encryption: "error",
  redirect: "error",
  authentication: "error",
  access: "error",
  other: "error",
};

/** One problem for each verdict of some kinds; `{key}` and `{effect}` fill the message. */
export function* settingProblems<Id extends string>(
  input: RuleInput,
  kinds: readonly SettingProblem[],
  message: Id,
  severities: Readonly<Record<Belief, Severity>> = BY_BELIEF,
): Generator<Problem<Id>> {
  for (const verdict of input.settings) {
    if (!kinds.includes(verdict.problem)) continue;
    yield {
      message,
      data: { key: verdict.key, effect: verdict.effect },
      object: verdict.object,
      at: verdict.at,
      evidence: verdict.evidence,
      remedy: remedyOf(verdict),
      severity: severities[verdict.belief],
      cause: `${verdict.key}:${verdict.effect}`,
    };
  }
}

function remedyOf(verdict: SettingVerdict): Remedy {
  const { instead, key, object, problem, value } = verdict;
  if (problem === "refused")
    return { text: "Correct the field: `kubectl apply --dry-run=server` says whether it is taken." };
  if (instead === null) return { text: `Take ${key} away, or put what it is meant for where the controller reads it.` };
  const renamed = (problem === "unknown-name" || problem === "unknown-prefix") && instead.includes("/");
  const free = text(object.body, "metadata", "annotations", instead) === undefined;
  if (!renamed || value === null || !free) return { text: `Use ${instead}.` };
  const edits = [annotationEdit(object, key, null), annotationEdit(object, instead, value)];
  return { text: `Write ${instead}, if that is what is meant.`, edits };
}
