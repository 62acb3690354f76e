/**
 * Text from an input made safe to print: control characters, direction marks and lone surrogates are spelt out, so that
 * a name in a manifest can neither colour a terminal nor move its cursor nor hide a part of a line.
 * @param limit longest result in UTF-16 units; longer text is cut and ends with `...`
 */
export function visible(text: string, limit = Number.POSITIVE_INFINITY): string {
  const safe = HIDDEN.test(text) ? text.replaceAll(HIDDEN_ALL, spell) : text;
  return safe.length > limit ? `${safe.slice(0, limit - 3)}...` : safe;
}

const HIDDEN_CLASS =
  "[\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufff9-\\ufffb]|\\p{Surrogate}";
const HIDDEN = new RegExp(HIDDEN_CLASS, "u");
const HIDDEN_ALL = new RegExp(HIDDEN_CLASS, "gu");
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function spell(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
