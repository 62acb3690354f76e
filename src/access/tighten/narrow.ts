import type { Atom } from "./atoms.ts";

/** What a cluster has, as far as rights can be narrowed to it. */
export interface Known {
  readonly namespaces: readonly string[];
  /** Names of what a resource has in a namespace; none where a right to single ones is of no use. */
  names(resource: string, namespace: string): readonly string[];
}

/** deletecollection never carries a name (fact 2 of the API server's); everything else on Secrets can. */
const NAMELESS = ["deletecollection"];

/**
 * The next smaller right: of every namespace, the same in each of them; of every name, by each name that is known; of
 * some names, each by itself; of one name, none. Which of these still leads to a key shows when the readers are found anew.
 * @param clusterWide whether the resource has no namespace, so that no Role can give it
 */
export function narrow(atom: Atom, clusterWide: boolean, known: Known): readonly Atom[] {
  const { rule, scope, piece } = atom;
  const smaller = (changed: Partial<Atom>): Atom => ({ ...atom, ...changed });
  if (scope === null && !clusterWide) return known.namespaces.map((namespace) => smaller({ scope: namespace }));
  const names = rule.resourceNames;
  const named = (name: string): Atom => smaller({ rule: { ...rule, resourceNames: [name] } });
  if (names.length > 1) return names.map(named);
  if (names.length === 1 || scope === null || piece === null) return [];
  const verbs = rule.verbs.filter((verb) => !NAMELESS.includes(verb));
  const all = known.names(piece.resource, scope);
  if (all.length === 0 || verbs.length === 0) return [];
  return [smaller({ rule: { ...rule, verbs, resourceNames: all } })];
}
