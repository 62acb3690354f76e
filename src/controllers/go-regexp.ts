/**
 * A Go regular expression (RE2) as one of JavaScript. `unknown` where it cannot be told what it matches: JavaScript
 * backtracks, so that an expression that repeats a repetition could run for ever on input that somebody chose.
 */
export function goRegExp(source: string): RegExp | "invalid" | "unknown" {
  const translated = source.replace(/^\(\?i\)/, "").replaceAll("(?P<", "(?<");
  const repeats = translated.match(/[*+}]/g) ?? [];
  if (source.length > 300 || repeats.length > 3 || /\)[*+{]/.test(translated)) return "unknown";
  try {
    return new RegExp(translated, source.startsWith("(?i)") ? "i" : "");
  } catch {
    return "invalid";
  }
}

/** Go's `ReplaceAllString`, for one match: `$1` and `${1}` in the replacement. */
export function goReplace(pattern: RegExp, input: string, replacement: string): string {
  return input.replace(pattern, (...found: unknown[]) =>
    replacement.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string | undefined, bare: string | undefined) => {
      const group = found[Number(braced ?? bare)];
      return typeof group === "string" ? group : "";
    }),
  );
}

/** An address or a range of addresses. */
export function isRange(text: string): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?|[\da-f:.]*:[\da-f:.]*(?:\/\d{1,3})?)$/i.test(text);
}
