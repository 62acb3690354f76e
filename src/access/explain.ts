import { evidence, type Fact } from "../model/evidence.ts";
import { list } from "../model/read.ts";
import type { Evidence } from "../model/report.ts";
import type { Decision, Grant } from "./authorizer.ts";
import { FACTS } from "./facts.ts";
import type { Binding, Subject } from "./rbac.ts";
import { serviceAccountOf } from "./request.ts";

/** What decides: the grant, or the bindings that would apply if their roles were there. */
export function explainDecision({ allowed, grant, dangling }: Decision): Evidence[] {
  if (grant !== null) return explainGrant(grant);
  if (allowed) return [evidence(FACTS.masters)];
  return dangling.map(({ object }) => evidence(FACTS.dangling, object, ["roleRef", "name"]));
}

/**
 * The objects that let a request pass, in the order that the authorizer asks them: subject, role, rule.
 * @param fact what the rule's right amounts to, in place of the general sentence
 */
export function explainGrant({ binding, subject, rule }: Grant, fact: Fact = FACTS.rule, text = fact.text): Evidence[] {
  const steps = [
    evidence(subjectFact(binding, subject), binding.object, ["subjects", subject.index]),
    evidence(binding.namespace === null ? FACTS.clusterBinding : FACTS.roleBinding, binding.object, ["roleRef"]),
  ];
  if (binding.role !== null && rule.role !== binding.role) {
    const selectors = ["aggregationRule", "clusterRoleSelectors"];
    const aggregates = list(binding.role.body, ...selectors).length > 0;
    if (aggregates) steps.push(evidence(FACTS.aggregated, binding.role, selectors));
  }
  return [...steps, evidence(fact, rule.role, rule.path, text)];
}

function subjectFact(binding: Binding, subject: Subject) {
  if (subject.kind === "Group") return FACTS.group;
  if (subject.kind === "User") return serviceAccountOf(subject.name) === null ? FACTS.user : FACTS.userIsServiceAccount;
  const written = list(binding.object.body, "subjects")[subject.index];
  const named = typeof written === "object" && written !== null && "namespace" in written;
  return named ? FACTS.serviceAccount : FACTS.serviceAccountHere;
}
