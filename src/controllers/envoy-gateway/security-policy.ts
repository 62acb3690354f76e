import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, flag, isFields, list, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { byAge, namespaceOf } from "../gateway-api/kinds.ts";
import type { Listener } from "../gateway-api/listeners.ts";
import type { Asked } from "../gateway-api/profile.ts";
import { readBackendRef } from "../gateway-api/references.ts";
import type { GatewayRoute, RouteRule } from "../gateway-api/routes.ts";
import { FACTS } from "./facts.ts";
import { isForSection, isForWhole } from "./policy-targets.ts";

/**
 * Who is asked before a request passes: extAuth of the policy that is nearest to the rule. A policy without it hides
 * those further out, unless it merges with them. Source: ProcessSecurityPolicies, buildExtAuth.
 */
export function askedFirst(world: World, route: GatewayRoute, rule: RouteRule, listener: Listener): Asked | null {
  const { object } = route;
  const section = text(at(object.body, ...rule.at), "name");
  const scopes: readonly (KubeObject | undefined)[] = [
    section === undefined ? undefined : nearest(world, object, (policy) => isForSection(policy, object, section)),
    nearest(world, object, (policy) => isForWhole(policy, object)),
    nearest(world, listener.owner, (policy) => isForSection(policy, listener.owner, listener.name)),
    nearest(world, listener.owner, (policy) => isForWhole(policy, listener.owner)),
    nearest(world, listener.gateway, (policy) => isForWhole(policy, listener.gateway)),
  ];
  for (const policy of scopes) {
    if (policy === undefined) continue;
    if (isFields(at(policy.body, "spec", "extAuth"))) return askedBy(policy);
    if (text(policy.body, "spec", "mergeType") === undefined) return null;
  }
  return null;
}

const KIND = "SecurityPolicy.gateway.envoyproxy.io";
const known = new WeakMap<World, ReadonlyMap<string, readonly KubeObject[]>>();

/** By namespace, the oldest first: every rule asks for them. */
function policiesOf(world: World): ReadonlyMap<string, readonly KubeObject[]> {
  let found = known.get(world);
  if (found === undefined)
    known.set(world, (found = Map.groupBy(world.inventory.all(KIND).toSorted(byAge), namespaceOf)));
  return found;
}

function nearest(world: World, owner: KubeObject, isFor: (policy: KubeObject) => boolean): KubeObject | undefined {
  return policiesOf(world).get(namespaceOf(owner))?.find(isFor);
}

function askedBy(policy: KubeObject): Asked {
  const kind = isFields(at(policy.body, "spec", "extAuth", "grpc")) ? "grpc" : "http";
  const path: FieldPath = ["spec", "extAuth", kind];
  const refs = list(policy.body, ...path, "backendRefs").map((ref, index) =>
    readBackendRef(policy, ref, [...path, "backendRefs", index]),
  );
  const one = at(policy.body, ...path, "backendRef");
  const all = refs.length > 0 || !isFields(one) ? refs : [readBackendRef(policy, one, [...path, "backendRef"])];
  const failsOpen = flag(policy.body, "spec", "extAuth", "failOpen") === true;
  return { refs: all, by: policy, failsOpen, cause: { fact: FACTS.extAuth, object: policy, at: path } };
}
