import { type Atom, isEmpty, type Shape } from "./atoms.ts";

/** The parts of a grant that count in one place, as few rules that say the same. What somebody wrote stays as it is. */
export function mergedRules(atoms: readonly Atom[]): readonly Shape[] {
  const written = atoms.filter(({ asWritten }) => asWritten).map(({ rule }) => rule);
  let others = atoms.filter(({ asWritten, rule }) => !asWritten && !isEmpty(rule)).map(({ rule }) => rule);
  // Rules that differ in one part alone are one rule with both: it allows what they do, and nothing else.
  for (let before = -1; before !== others.length; ) {
    before = others.length;
    for (const part of PARTS) others = joinedBy(others, part);
  }
  return [...written, ...others];
}

const PARTS = ["resourceNames", "verbs", "resources", "apiGroups"] as const;

function joinedBy(rules: readonly Shape[], part: (typeof PARTS)[number]): Shape[] {
  const same = Map.groupBy(rules, (rule) => {
    // No names at all means every name, which is no smaller than some.
    const all = part === "resourceNames" && rule.resourceNames.length === 0;
    return JSON.stringify([all, ...PARTS.map((other) => (other === part ? null : rule[other]))]);
  });
  return [...same.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ ...first, [part]: [...new Set([first, ...more].flatMap((rule) => rule[part]))] }],
  );
}

export function sameRules(a: readonly Shape[], b: readonly Shape[]): boolean {
  return keyOfRules(a) === keyOfRules(b);
}

/** Equal for rules that say the same in the same words, in whatever order. */
export function keyOfRules(rules: readonly Shape[]): string {
  const keys = rules.map((rule) =>
    JSON.stringify([...PARTS.map((part) => rule[part].toSorted()), rule.nonResourceURLs.toSorted()]),
  );
  return [...new Set(keys)].sort().join("\n");
}
