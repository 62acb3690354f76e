import type { ControllerId } from "../model/words.ts";
import { specOf } from "./annotation-values.ts";
import type { ControllerInstance, ControllerModule } from "./contract.ts";
import { distance } from "./nearest.ts";
import { READERS } from "./readers.ts";
import type { AnnotationTable } from "./settings-contract.ts";

export interface PrefixOwner {
  /** null for a program that reads it whichever controller serves the object. */
  readonly id: ControllerId | null;
  readonly title: string;
  readonly prefix: string;
  readonly table: AnnotationTable;
}

/** Who reads which prefix; several controllers may share one. Made for one run. */
export interface PrefixIndex {
  readonly owners: ReadonlyMap<string, readonly PrefixOwner[]>;
  /** Answers that were given: the same few keys come back on every object. */
  readonly byKey: Map<string, OwnedKey>;
  readonly similar: Map<string, PrefixOwner | null>;
}

/** An annotation's key, parted, with who reads it: of several, those first that know the name. */
export interface OwnedKey {
  readonly prefix: string;
  readonly name: string;
  readonly owners: readonly PrefixOwner[];
}

export function prefixesOf(
  modules: readonly ControllerModule[],
  instances: readonly ControllerInstance[],
): PrefixIndex {
  const index = new Map<string, PrefixOwner[]>();
  for (const { id, title, annotations } of modules) {
    const own = instances.filter((instance) => instance.id === id).flatMap((instance) => instance.annotationPrefixes);
    for (const prefix of new Set([...annotations.prefixes, ...own])) {
      index.set(prefix, [...(index.get(prefix) ?? []), { id, title, prefix, table: annotations }]);
    }
  }
  for (const { title, table } of READERS) {
    for (const prefix of table.prefixes) {
      index.set(prefix, [...(index.get(prefix) ?? []), { id: null, title, prefix, table }]);
    }
  }
  return { owners: index, byKey: new Map(), similar: new Map() };
}

/** Who reads an annotation; null for a key without a prefix. */
export function ownedKey({ owners, byKey }: PrefixIndex, key: string): OwnedKey | null {
  let owned = byKey.get(key);
  if (owned === undefined) {
    const slash = key.indexOf("/");
    if (slash < 0) return null;
    const [prefix, name] = [key.slice(0, slash + 1), key.slice(slash + 1)];
    const knows = ({ table }: PrefixOwner): number => Number(specOf(table, name) !== undefined);
    owned = { prefix, name, owners: (owners.get(prefix) ?? []).toSorted((a, b) => knows(b) - knows(a)) };
    byKey.set(key, owned);
  }
  return owned;
}

/** The prefix that a misspelt one was meant to be: one or two letters away. */
export function similarPrefix(index: PrefixIndex, prefix: string): PrefixOwner | null {
  let answer = index.similar.get(prefix);
  if (answer === undefined) {
    answer = findSimilar(index, prefix);
    index.similar.set(prefix, answer);
  }
  return answer;
}

function findSimilar(index: PrefixIndex, prefix: string): PrefixOwner | null {
  let best: PrefixOwner | null = null;
  let least = 3;
  for (const [known, owners] of index.owners) {
    const found = distance(prefix, known, 2);
    if (found >= least || found > known.length / 6) continue;
    [best, least] = [owners[0] ?? null, found];
  }
  return best;
}

/** The owner of a name whose prefix lacks one label of the domain: `nginx.kubernetes.io/ssl-redirect`. */
export function ownerByLabels(index: PrefixIndex, prefix: string, name: string): PrefixOwner | null {
  for (const [known, owners] of index.owners) {
    const labels = known.split(".");
    if (labels.length < 3 || !known.endsWith(`.${prefix.split(".").slice(-2).join(".")}`)) continue;
    const lacking = labels.some((_, at) => labels.toSpliced(at, 1).join(".") === prefix);
    const owner = lacking ? owners.find(({ table }) => specOf(table, name) !== undefined) : undefined;
    if (owner !== undefined) return owner;
  }
  return null;
}
