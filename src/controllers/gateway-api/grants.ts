import type { KubeObject } from "../../model/objects.ts";
import { at, list, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { GROUP, namespaceOf, ofKind } from "./kinds.ts";
import type { Reference } from "./references.ts";

/**
 * Whether an object may refer to one of another namespace: its own namespace needs no leave, another one a
 * ReferenceGrant there. Without any grant of that namespace in a part of a cluster the answer is "unseen".
 */
export function granted(world: World, from: KubeObject, to: Reference): "yes" | "no" | "unseen" {
  if (to.namespace === namespaceOf(from)) return "yes";
  const grants = ofKind(world, "ReferenceGrant").filter((grant) => namespaceOf(grant) === to.namespace);
  if (grants.some((grant) => opens(grant, from, to))) return "yes";
  return world.inventory.whole || grants.length > 0 ? "no" : "unseen";
}

function opens(grant: KubeObject, from: KubeObject, to: Reference): boolean {
  const fits = list(grant.body, "spec", "from").some(
    (entry) =>
      text(entry, "group") === groupOf(from) &&
      text(entry, "kind") === from.kind &&
      text(entry, "namespace") === namespaceOf(from),
  );
  return (
    fits &&
    list(grant.body, "spec", "to").some((entry) => {
      const only = at(entry, "name");
      return (
        (text(entry, "group") ?? "") === to.group &&
        text(entry, "kind") === to.kind &&
        (only === undefined || only === null || only === "" || only === to.name)
      );
    })
  );
}

function groupOf(object: KubeObject): string {
  const slash = object.apiVersion.indexOf("/");
  return slash < 0 ? GROUP : object.apiVersion.slice(0, slash);
}
