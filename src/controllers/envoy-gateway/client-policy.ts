import type { KubeObject } from "../../model/objects.ts";
import { at, flag, isFields, list, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import type { Cause } from "../gateway-api/cause.ts";
import { type ClientCheck, NO_CHECK } from "../gateway-api/client-check.ts";
import { byAge, keyOf, namespaceOf } from "../gateway-api/kinds.ts";
import type { Listener } from "../gateway-api/listeners.ts";
import { readSecretRef } from "../gateway-api/references.ts";
import { trustOf } from "../gateway-api/trust.ts";
import { clientCaKey } from "./ca-key.ts";
import { FACTS } from "./facts.ts";
import { isForSection, isForWhole } from "./policy-targets.ts";

const KIND = "ClientTrafficPolicy.gateway.envoyproxy.io";
const CAS = { caKinds: ["ConfigMap", "Secret"], caKey: clientCaKey, leavesEndedOut: true } as const;
const VALIDATION = ["spec", "tls", "clientValidation"];

/**
 * What ClientTrafficPolicy makes of a listener's demand on clients. A policy for the listener goes before one for its
 * Gateway or ListenerSet; of equal ones the oldest counts. Without clientValidation the Gateway's own demand stays.
 * Source: ProcessClientTrafficPolicies, buildListenerTLSParameters.
 */
export function clientCheck(world: World, listener: Listener, spec: ClientCheck): ClientCheck {
  const policy = policyFor(world, listener);
  if (policy === null) return spec;
  const validation = at(policy.body, ...VALIDATION);
  if (!isFields(validation)) return spec;
  const here = (fact: Cause["fact"], path: Cause["at"] = VALIDATION, said?: string): Cause => ({
    fact,
    object: policy,
    at: path,
    ...(said === undefined ? {} : { text: said }),
  });
  const mode =
    text(validation, "mode") ?? (flag(validation, "optional") === true ? "VerifyIfGiven" : "RequireAndVerify");
  const refs = list(validation, "caCertificateRefs").map((ref, index) =>
    readSecretRef(policy, ref, [...VALIDATION, "caCertificateRefs", index]),
  );
  const verifies = mode === "RequireAndVerify" || mode === "VerifyIfGiven";
  if (refs.length > 0 || verifies) {
    const trust = trustOf(world, policy, refs, CAS);
    if (trust.broken !== null) {
      const why = `ClientTrafficPolicy ${keyOf(policy)} cannot be used: ${trust.broken.why}`;
      const fact = trust.broken.state === "ended" ? FACTS.endedAuthority : FACTS.clientPolicyBroken;
      const cause = here(fact, trust.broken.ref?.at ?? VALIDATION, `${why}: 500.`);
      return { ...NO_CHECK, broken: { cause, why, status: 500 } };
    }
  }
  if (mode === "RequireAny" && refs.length === 0) {
    const cause = here(FACTS.clientAnyWithoutCa);
    return { ...NO_CHECK, demand: "optional", cause, ignored: cause };
  }
  const demand = mode === "RequireAndVerify" || mode === "RequireAny" ? "required" : "optional";
  const cause = here(verifies ? FACTS.clientPolicy : FACTS.clientAny);
  return { ...NO_CHECK, demand, verified: verifies, cause };
}

function policyFor(world: World, listener: Listener): KubeObject | null {
  const policies = world.inventory
    .all(KIND)
    .filter((policy) => namespaceOf(policy) === namespaceOf(listener.owner))
    .toSorted(byAge);
  return (
    policies.find((policy) => isForSection(policy, listener.owner, listener.name)) ??
    policies.find((policy) => isForWhole(policy, listener.owner)) ??
    policies.find((policy) => isForWhole(policy, listener.gateway)) ??
    null
  );
}
