import type { Fact } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { at, flag, isFields, list, text } from "../../model/read.ts";
import { type Leg, type LegContext, legOf } from "../gateway-api/leg.ts";
import { declaredProfile } from "../gateway-api/spec-profile.ts";

function read(sentence: string, file: string): Fact {
  return { text: sentence, reference: `kgateway-dev/kgateway ${file}`, basis: "read" };
}

const TYPES = "api/v1alpha1/backend_config_policy_types.go";
const SERVES = read("It serves the Gateways of class kgateway.", "internal/kgateway");
const CLEAR = read("Without a policy a backend is dialled in clear.", TYPES);
const SKIP = read("insecureSkipVerify of a BackendConfigPolicy verifies nothing.", TYPES);
const NO_CA = read("A secretRef whose Secret has no ca.crt verifies nothing, with no switch set.", TYPES);
const CHAIN = read("A CA without verifySubjectAltNames checks the chain alone.", TYPES);
const NAMES = read("verifySubjectAltNames checks the names that it lists.", TYPES);
const POLICY = read("Its conformance report lists BackendTLSPolicy.", "conformance/reports");

/** kgateway: read in its code, not measured. */
export const GATEWAYS = {
  controllers: ["kgateway.dev/kgateway", "kgateway.dev/agentgateway"],
  classes: ["kgateway"],
  profile: () =>
    declaredProfile(
      {
        id: "kgateway",
        title: "kgateway",
        known: {
          policies: { value: "read", fact: POLICY },
          tlsPortWithoutPolicy: { value: "clear", fact: CLEAR },
          nameCheck: { value: "verified", fact: POLICY },
        },
        otherwise: "unknown",
        serves: SERVES,
      },
      { withoutPolicy: byConfigPolicy },
    ),
};

/** What a BackendConfigPolicy for the Service makes of it. */
function byConfigPolicy(context: LegContext): Leg | null {
  const { world, ref } = context;
  const policy = world.inventory
    .all("BackendConfigPolicy.gateway.kgateway.dev")
    .find((item) => item.namespace === ref.namespace && names(item, ref.name));
  const tls = at(policy?.body, "spec", "tls");
  if (policy === undefined || !isFields(tls)) return null;
  const here = (fact: Fact, ...path: string[]): { fact: Fact; object: KubeObject; at: string[] } => ({
    fact,
    object: policy,
    at: ["spec", "tls", ...path],
  });
  if (flag(tls, "insecureSkipVerify") === true)
    return legOf(context, "tls-unverified", [here(SKIP, "insecureSkipVerify")]);
  const secret = text(tls, "secretRef", "name");
  const held = secret === undefined ? null : world.inventory.secret(ref.namespace, secret);
  if (held?.state === "present" && world.certificates.bundle(held.secret, "ca.crt") === "missing")
    return legOf(context, "tls-unverified", [here(NO_CA, "secretRef")]);
  const listed = list(tls, "verifySubjectAltNames").length > 0;
  return legOf(context, listed ? "tls-verified" : "tls-chain", [
    listed ? here(NAMES, "verifySubjectAltNames") : here(CHAIN),
  ]);
}

function names(policy: KubeObject, service: string): boolean {
  return list(policy.body, "spec", "targetRefs").some(
    (ref) => text(ref, "kind") === "Service" && text(ref, "name") === service,
  );
}
