/** ` (did you mean X?)`, or nothing where no candidate is near. */
export function didYouMean(written: string, candidates: readonly string[]): string {
  const nearest = nearestOf(written, candidates);
  return nearest === null ? "" : ` (did you mean ${nearest}?)`;
}

/** The candidate with the fewest edits, if those are at most a third of the letters. */
function nearestOf(written: string, candidates: readonly string[]): string | null {
  let nearest: string | null = null;
  let best = Math.max(2, Math.floor(written.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - written.length) >= best) continue;
    const edits = distance(written.toLowerCase(), candidate.toLowerCase());
    if (edits < best) [nearest, best] = [candidate, edits];
  }
  return nearest;
}

/** Levenshtein's distance, one row at a time. Long texts are cut: nobody means them. */
function distance(a: string, b: string): number {
  const [short, long] = [a.slice(0, 100), b.slice(0, 100)];
  let row = Array.from({ length: long.length + 1 }, (_, index) => index);
  for (let i = 1; i <= short.length; i++) {
    const next = [i];
    for (let j = 1; j <= long.length; j++) {
      const same = short[i - 1] === long[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[long.length] ?? 0;
}
