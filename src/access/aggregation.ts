import type { KubeObject } from "../model/objects.ts";
import { createdAt, labels, list, text } from "../model/read.ts";
import { type Rule, rulesOf } from "./rule.ts";
import { selects } from "./selector.ts";

/**
 * The rules of every ClusterRole as they are in force, by name. What the aggregation controller does: kubernetes v1.36.3
 * pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go. It writes the rules of all matched roles
 * into the aggregated one, where that is at least one rule; an empty result takes nothing away from the author.
 *
 * A ClusterRole that was read from a cluster has the controller's work in its rules already, and is taken as it is,
 * unless a manifest that is laid over the cluster brings a part of it.
 * @param roles accepted ClusterRoles in canonical order, those that the server ships included
 * @param controller whether the aggregation controller runs, as it does in every real cluster
 */
export function effectiveRules(roles: readonly KubeObject[], controller: boolean): Map<string, readonly Rule[]> {
  const rules = new Map<string, readonly Rule[]>(roles.map((role) => [role.name, rulesOf(role)]));
  if (!controller) return rules;
  const sums = roles.flatMap((role) => {
    const parts = matchedBy(role, roles);
    const settled = isLive(role) && parts.every(isLive);
    return parts.length === 0 || settled ? [] : [{ name: role.name, parts }];
  });
  // Aggregated roles can be parts of others: as many passes as there are of them reach the deepest.
  for (let pass = 0; pass < sums.length; pass++) {
    let changed = false;
    for (const { name, parts } of sums) {
      const union = unionOf(parts, rules);
      if (union.length === 0 || sameRules(union, rules.get(name) ?? [])) continue;
      rules.set(name, union);
      changed = true;
    }
    if (!changed) break;
  }
  return rules;
}

/** Read from a cluster: only the API server gives a uid and a time. */
export function isLive(object: KubeObject): boolean {
  return text(object.body, "metadata", "uid") !== undefined || createdAt(object) !== null;
}

function matchedBy(role: KubeObject, roles: readonly KubeObject[]): KubeObject[] {
  const selectors = list(role.body, "aggregationRule", "clusterRoleSelectors");
  if (selectors.length === 0) return [];
  return roles.filter(
    (part) => part.name !== role.name && selectors.some((selector) => selects(selector, labels(part))),
  );
}

function unionOf(parts: readonly KubeObject[], rules: ReadonlyMap<string, readonly Rule[]>): readonly Rule[] {
  const union = new Map<string, Rule>();
  for (const part of parts) {
    for (const rule of rules.get(part.name) ?? []) {
      const key = ruleKey(rule);
      if (!union.has(key)) union.set(key, rule);
    }
  }
  return [...union.values()];
}

function ruleKey({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: Rule): string {
  return JSON.stringify([verbs, apiGroups, resources, resourceNames, nonResourceURLs]);
}

function sameRules(a: readonly Rule[], b: readonly Rule[]): boolean {
  return a.length === b.length && a.every((rule, index) => rule === b[index]);
}
