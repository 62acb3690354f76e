import type { KubeObject } from "../../model/objects.ts";
import { isFields, list, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { byAge, namespaceOf, ofKind } from "./kinds.ts";

/** A BackendTLSPolicy for a backend, with the entry of targetRefs that names it. */
export interface Policy {
  readonly object: KubeObject;
  readonly target: number;
}

const index = new WeakMap<World, ReadonlyMap<string, readonly Policy[]>>();

/** Policies that name a target, the oldest first. `targetRef` is what versions before v1alpha3 have. */
export function policiesFor(
  world: World,
  group: string,
  kind: string,
  namespace: string,
  name: string,
): readonly Policy[] {
  let known = index.get(world);
  if (known === undefined) {
    known = byTarget(world);
    index.set(world, known);
  }
  return known.get(`${group}|${kind}|${namespace}|${name}`) ?? [];
}

function byTarget(world: World): Map<string, Policy[]> {
  const found = new Map<string, Policy[]>();
  for (const object of ofKind(world, "BackendTLSPolicy").toSorted(byAge)) {
    for (const [target, ref] of targetsOf(object).entries()) {
      // The API takes policies of their own namespace alone; older versions named another one in vain.
      const key = `${text(ref, "group") ?? ""}|${text(ref, "kind") ?? ""}|${namespaceOf(object)}|${text(ref, "name") ?? ""}`;
      const same = found.get(key);
      if (same === undefined) found.set(key, [{ object, target }]);
      else same.push({ object, target });
    }
  }
  return found;
}

export function targetsOf(policy: KubeObject): readonly unknown[] {
  const one = policy.body["spec"];
  const only = isFields(one) ? one["targetRef"] : undefined;
  return isFields(only) ? [only] : list(policy.body, "spec", "targetRefs");
}

export function sectionOf({ object, target }: Policy): string | null {
  return text(targetsOf(object)[target], "sectionName") || null;
}

/**
 * The policy in force for one port: one that names the port before one for the whole Service, then the oldest.
 * Source: apis/v1/backendtlspolicy_types.go; getBackendTLSPolicy in envoyproxy/gateway.
 */
export function policyInForce(policies: readonly Policy[], section: string | null, oldestFirst = false): Policy | null {
  if (oldestFirst) return policies.find((policy) => [null, section].includes(sectionOf(policy))) ?? null;
  return (
    (section === null ? undefined : policies.find((policy) => sectionOf(policy) === section)) ??
    policies.find((policy) => sectionOf(policy) === null) ??
    null
  );
}
