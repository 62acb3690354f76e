import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { integer, list, text } from "../../model/read.ts";
import type { Trait, World } from "../contract.ts";
import { type Cause, traitOf } from "./cause.ts";
import { SPEC_FACTS } from "./facts.ts";
import { GROUP, keyOf, namespaceOf, ofKind } from "./kinds.ts";
import { policiesFor, type Policy, policyInForce, sectionOf, targetsOf } from "./policies.ts";
import type { Profile } from "./profile.ts";
import type { View } from "./view.ts";

/** Policies for the way to backends that are for nobody, or that another one keeps out. */
export function policyTraits(world: World, views: readonly View[]): Trait[] {
  if (views.length === 0) return [];
  const profiles = [...new Map(views.map(({ profile }) => [profile.title, profile])).values()];
  return [
    ...ofKind(world, "BackendTLSPolicy").flatMap((policy) =>
      targetsOf(policy).flatMap((ref, index) => targetTraits(world, profiles, policy, ref, index)),
    ),
    ...grantTraits(world),
  ];
}

function targetTraits(
  world: World,
  profiles: readonly Profile[],
  policy: KubeObject,
  ref: unknown,
  index: number,
): Trait[] {
  const at: FieldPath = [
    "spec",
    text(policy.body, "spec", "targetRef", "name") === undefined ? "targetRefs" : "targetRef",
  ];
  const here: FieldPath = at[1] === "targetRef" ? at : [...at, index];
  const lost = (why: string, path: FieldPath, fact: Cause["fact"]): Trait[] => [
    traitOf("policy-without-target", why, {
      fact,
      object: policy,
      at: path,
      text: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
    }),
  ];
  const [group, kind, name] = [text(ref, "group") ?? "", text(ref, "kind") ?? "", text(ref, "name") ?? ""];
  const elsewhere = text(ref, "namespace");
  const namespace = namespaceOf(policy);
  if (elsewhere !== undefined && elsewhere !== namespace)
    return lost(
      `a target of another namespace (${elsewhere}) is not possible`,
      [...here, "namespace"],
      SPEC_FACTS.policyLocal,
    );
  if (group !== "" || kind !== "Service") return [];
  const service = world.inventory.service(namespace, name);
  if (service === undefined) {
    const other = world.inventory.all("Service.").find((item) => item.name === name);
    if (!world.inventory.whole && other === undefined) return [];
    const hint = other === undefined ? "" : `; ${keyOf(other)} is in another namespace`;
    return lost(`namespace ${namespace} has no Service ${name}${hint}`, [...here, "name"], SPEC_FACTS.policyLocal);
  }
  const section = text(ref, "sectionName") || null;
  const ports = list(service.body, "spec", "ports");
  if (section !== null && !ports.some((port) => text(port, "name") === section)) {
    const byNumber = ports.find((port) => String(integer(port, "port")) === section);
    const why =
      byNumber === undefined
        ? `Service ${name} has no port of the name ${section}`
        : `sectionName is the name of a port, and ${section} is a number (its name is ${text(byNumber, "name") ?? "not set"})`;
    return lost(why, [...here, "sectionName"], SPEC_FACTS.policySection);
  }
  const all = policiesFor(world, "", "Service", namespace, name);
  return profiles.flatMap((profile) => conflictOf(all, profile, policy, here, section));
}

/** Another policy that keeps this one out, or may. */
function conflictOf(
  all: readonly Policy[],
  profile: Profile,
  policy: KubeObject,
  here: FieldPath,
  section: string | null,
): Trait[] {
  const { oldestPolicy, anyPolicy, title } = profile;
  // Where age alone counts, an older one for the whole Service keeps out one for a port.
  const rivals = all.filter(
    (other) => sectionOf(other) === section || (oldestPolicy !== undefined && sectionOf(other) === null),
  );
  const winner = policyInForce(rivals, section, oldestPolicy !== undefined);
  if (winner === null || winner.object === policy) return [];
  const other = `BackendTLSPolicy ${keyOf(winner.object)}`;
  const remedy = "Keep one policy for each port of the Service.";
  if (anyPolicy !== undefined) {
    const why = `${other} has the same target, and ${title} takes any of them`;
    return [traitOf("policy-in-doubt", why, { fact: anyPolicy, object: policy, at: here }, { remedy })];
  }
  const same = sectionOf(winner) === section;
  const why = same
    ? `${other} has the same target and goes before it`
    : `${other} is older and for the whole Service, and ${title} takes the oldest`;
  const fact = same ? SPEC_FACTS.policyConflict : (oldestPolicy ?? SPEC_FACTS.policyConflict);
  return [traitOf("policy-ignored", why, { fact, object: policy, at: here, text: `${why}.` }, { remedy })];
}

/** Grants without a name open all Secrets of their namespace. */
function grantTraits(world: World): Trait[] {
  return ofKind(world, "ReferenceGrant").flatMap((grant) => {
    const from = list(grant.body, "spec", "from").filter((entry) => text(entry, "group") === GROUP);
    if (from.length === 0) return [];
    return list(grant.body, "spec", "to").flatMap((entry, index) => {
      const isSecret = text(entry, "kind") === "Secret" && (text(entry, "group") ?? "") === "";
      if (!isSecret || (text(entry, "name") ?? "") !== "") return [];
      const who = from.map((item) => `${text(item, "kind")}s of ${text(item, "namespace")}`).join(" and ");
      const why = `${who} may name every Secret of namespace ${namespaceOf(grant)}`;
      return [
        traitOf("grant-opens-secrets", why, {
          fact: SPEC_FACTS.refNotPermitted,
          object: grant,
          at: ["spec", "to", index],
        }),
      ];
    });
  });
}
