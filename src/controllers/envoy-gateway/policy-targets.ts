import type { KubeObject } from "../../model/objects.ts";
import { at, isFields, labels, list, text } from "../../model/read.ts";
import { selectsLabels } from "../../model/selectors.ts";

/** Whether a policy is for an object as a whole, by its name or its labels. */
export function isForWhole(policy: KubeObject, owner: KubeObject): boolean {
  return (
    refsOf(policy).some((ref) => names(ref, owner) && text(ref, "sectionName") === undefined) ||
    list(policy.body, "spec", "targetSelectors").some(
      (selector) => text(selector, "kind") === owner.kind && selectsLabels(selector, labels(owner)),
    )
  );
}

/** Whether a policy is for a part of an object: a listener, or a rule of a route. */
export function isForSection(policy: KubeObject, owner: KubeObject, section: string): boolean {
  return refsOf(policy).some((ref) => names(ref, owner) && text(ref, "sectionName") === section);
}

function refsOf(policy: KubeObject): readonly unknown[] {
  const one = at(policy.body, "spec", "targetRef");
  return [...(isFields(one) ? [one] : []), ...list(policy.body, "spec", "targetRefs")];
}

function names(ref: unknown, owner: KubeObject): boolean {
  return text(ref, "kind") === owner.kind && text(ref, "name") === owner.name;
}
