import type { Fact } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import type { Trait, World } from "../contract.ts";
import { traitOf } from "./cause.ts";
import { ofKind, versionOf } from "./kinds.ts";
import type { View } from "./view.ts";

/** Objects in versions that the implementations here do not read. */
export function versionTraits(world: World, views: readonly View[]): Trait[] {
  const traits = new Map<KubeObject, Trait>();
  for (const { profile, attached } of views) {
    const fact = profile.facts.versions ?? profile.facts.serves;
    const note = (object: KubeObject, read: readonly string[], fact: Fact): void => {
      const version = versionOf(object);
      if (read.includes(version) || traits.has(object)) return;
      const why = `${profile.title} reads ${object.kind} as ${read.join(" or ")}, and this one is written as ${version}`;
      traits.set(object, traitOf("version-not-read", why, { fact, object, at: ["apiVersion"] }));
    };
    for (const policy of ofKind(world, "BackendTLSPolicy")) note(policy, profile.policyVersions, fact);
    for (const { route } of attached) {
      const read = profile.routeVersions?.[route.kind];
      if (read !== undefined) note(route.object, read, fact);
    }
  }
  return [...traits.values()];
}
