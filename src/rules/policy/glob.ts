/** Tests text against patterns in which `*` stands for any characters and `?` for one; letter case does not count. */
export function globTest(patterns: readonly string[]): (text: string) => boolean {
  const tests = patterns.map((pattern) => pattern.toLowerCase());
  return (text) => tests.some((pattern) => matches(pattern, text.toLowerCase()));
}

/** In time linear in pattern times text: no regular expression that a hostile pattern could blow up. */
function matches(pattern: string, text: string): boolean {
  let [star, retry, p, t] = [-1, 0, 0, 0];
  while (t < text.length) {
    if (pattern[p] === "?" || (pattern[p] === text[t] && pattern[p] !== "*")) {
      p++;
      t++;
    } else if (pattern[p] === "*") {
      star = p++;
      retry = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
