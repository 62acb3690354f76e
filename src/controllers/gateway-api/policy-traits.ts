import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { integer, list, text } from "../../model/read.ts";
import type { Trait, World } from "../contract.ts";
import { type Cause, traitOf } from "./cause.ts";
import { SPEC_FACTS } from "./facts.ts";
import { GROUP, keyOf, namespaceOf, ofKind } from "./kinds.ts";
import { policiesFor, policyInForce, sectionOf, targetsOf } from "./policies.ts";
import type { View } from "./view.ts";

/** Policies for the way to backends that are for nobody, or that another one keeps out. */
export function policyTraits(world: World, views: readonly View[]): Trait[] {
  if (views.length === 0) return [];
  return [
    ...ofKind(world, "BackendTLSPolicy").flatMap((policy) =>
      targetsOf(policy).flatMap((ref, index) => targetTraits(world, policy, ref, index)),
    ),
    ...grantTraits(world),
  ];
}

function targetTraits(world: World, policy: KubeObject, ref: unknown, index: number): Trait[] {
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
  return conflictOf(world, policy, here, { namespace, name, section });
}

interface Target {
  readonly namespace: string;
  readonly name: string;
  readonly section: string | null;
}

function conflictOf(world: World, policy: KubeObject, here: FieldPath, { namespace, name, section }: Target): Trait[] {
  const all = policiesFor(world, "", "Service", namespace, name);
  const same = all.filter((other) => sectionOf(other) === section);
  const winner = policyInForce(same, section);
  if (winner === null || winner.object === policy) return [];
  const why = `BackendTLSPolicy ${keyOf(winner.object)} has the same target and goes before it`;
  const cause: Cause = { fact: SPEC_FACTS.policyConflict, object: policy, at: here, text: `${why}.` };
  return [traitOf("policy-ignored", why, cause, { remedy: "Keep one policy for each port of the Service." })];
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
