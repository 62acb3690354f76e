import type { ControllerId } from "../model/words.ts";
import { specOf } from "./annotation-values.ts";
import type { ControllerInstance, ControllerModule } from "./contract.ts";
import { distance } from "./nearest.ts";
import type { AnnotationTable } from "./settings-contract.ts";

export interface PrefixOwner {
  readonly id: ControllerId;
  readonly title: string;
  readonly prefix: string;
  readonly table: AnnotationTable;
}

/** Who reads which prefix; several controllers may share one. */
export type PrefixIndex = ReadonlyMap<string, readonly PrefixOwner[]>;

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
  return index;
}

/** Owners of a prefix; of several, those first that know the name. */
export function ownerOfPrefix(index: PrefixIndex, prefix: string, name: string): readonly PrefixOwner[] {
  const owners = index.get(prefix) ?? [];
  return owners.toSorted(
    (a, b) => Number(specOf(b.table, name) !== undefined) - Number(specOf(a.table, name) !== undefined),
  );
}

/** Domains that other programs own, however close they look. */
const FOREIGN =
  /^(?:.*\.)?(?:cert-manager\.io|kubernetes\.io|k8s\.io|x-k8s\.io|helm\.sh|argoproj\.io|fluxcd\.io|amazonaws\.com)\/$/;

/** The prefix that a misspelt one was meant to be: one or two letters away. */
export function similarPrefix(index: PrefixIndex, prefix: string): PrefixOwner | null {
  let answers = similar.get(index);
  if (answers === undefined) {
    answers = new Map();
    similar.set(index, answers);
  }
  let answer = answers.get(prefix);
  if (answer === undefined) {
    answer = findSimilar(index, prefix);
    answers.set(prefix, answer);
  }
  return answer;
}

/** The same few prefixes come back on every object. */
const similar = new WeakMap<PrefixIndex, Map<string, PrefixOwner | null>>();

function findSimilar(index: PrefixIndex, prefix: string): PrefixOwner | null {
  let best: PrefixOwner | null = null;
  let least = 3;
  for (const [known, owners] of index) {
    const found = distance(prefix, known, 2);
    if (found >= least || found > known.length / 6) continue;
    [best, least] = [owners[0] ?? null, found];
  }
  if (best !== null || !FOREIGN.test(prefix)) return best;
  return null;
}
