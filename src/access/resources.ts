import type { Inventory } from "../inventory/inventory.ts";
import { BUILT_IN } from "./resource-table.ts";

/** A resource as rules name it, and how kubectl lets people write it. */
export interface Resource {
  readonly group: string;
  readonly plural: string;
  /** The singular and the short names. */
  readonly others: readonly string[];
  /** null where the input does not say. */
  readonly namespaced: boolean | null;
  readonly subresources: readonly string[];
}

/** What kube-apiserver serves without any CustomResourceDefinition. */
export const builtIn: readonly Resource[] = BUILT_IN.flatMap(({ group, namespaced, cluster }) => [
  ...namespaced.map((row) => parseRow(group, row, true)),
  ...cluster.map((row) => parseRow(group, row, false)),
]);

function parseRow(group: string, row: string, namespaced: boolean): Resource {
  const [names = "", subresources = ""] = row.split(" | ");
  const [plural = "", ...others] = names.split(" ");
  return { group, plural, others, namespaced, subresources: subresources.split(" ").filter(Boolean) };
}

/**
 * Finds the resource that a user writes as kubectl has it: plural, singular or short name, in any case, with the group
 * or the beginning of one after a dot, and with a version between them. Custom resources are known by the names of the
 * CustomResourceDefinitions in the input.
 * @returns null where neither the API server nor the input knows the name
 */
export function findResource(written: string, inventory: Inventory): Resource | null {
  const name = written.toLowerCase();
  const all = [...builtIn, ...customResources(inventory)];
  const [resource = "", ...rest] = name.split(".");
  const [, ...afterVersion] = rest;
  const versioned = rest.length > 1 && /^v\d/.test(rest[0] ?? "") ? among(all, resource, afterVersion.join(".")) : null;
  // A version alone means the core group: pods.v1.
  const core = rest.length === 1 && /^v\d/.test(rest[0] ?? "") ? among(all, resource, "") : null;
  return versioned ?? core ?? among(all, resource, rest.length === 0 ? null : rest.join("."));
}

function among(all: readonly Resource[], name: string, group: string | null): Resource | null {
  const named = (item: Resource): boolean => item.plural === name || item.others.includes(name);
  const inGroup = (fits: (group: string) => boolean): Resource | undefined =>
    all.find((item) => fits(item.group) && item.plural === name) ?? all.find((item) => fits(item.group) && named(item));
  if (group === null) return inGroup(() => true) ?? null;
  return inGroup((own) => own === group) ?? inGroup((own) => group !== "" && own.startsWith(group)) ?? null;
}

/** A definition's name is the plural and the group. */
function customResources(inventory: Inventory): Resource[] {
  return inventory.all("CustomResourceDefinition.apiextensions.k8s.io").map(({ name }) => {
    const dot = name.indexOf(".");
    const [plural, group] = [name.slice(0, dot), name.slice(dot + 1)];
    return { group, plural, others: [], namespaced: null, subresources: ["status", "scale"] };
  });
}
