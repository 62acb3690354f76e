/** Host names of the Gateway API: exact, or `*.` and a suffix that stands for any number of labels; null for any. */

/** The narrower of two names that overlap; null where they do not. */
export function intersection(a: string | null, b: string | null): string | null {
  const [left, right] = [lower(a), lower(b)];
  if (left === null || left === right) return right ?? "*";
  if (right === null) return left;
  if (covers(left, right)) return right;
  return covers(right, left) ? left : null;
}

/** Whether every host that `narrow` stands for is one that `wide` stands for. */
export function covers(wide: string | null, narrow: string): boolean {
  const name = lower(wide);
  const inner = narrow.toLowerCase();
  if (name === null || name === "*" || name === inner) return true;
  if (!name.startsWith("*.")) return false;
  const suffix = name.slice(1);
  return inner.startsWith("*.") ? inner.slice(1).endsWith(suffix) : inner.endsWith(suffix);
}

/** Larger is more specific: exact names, then wildcards by their length, then none. */
export function specificity(name: string | null): number {
  if (name === null || name === "*") return 0;
  return name.startsWith("*.") ? name.length : 1000 + name.length;
}

function lower(name: string | null): string | null {
  return name === null || name === "" ? null : name.toLowerCase();
}
