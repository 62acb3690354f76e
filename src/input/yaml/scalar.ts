/**
 * Plain scalars as Kubernetes reads them: sigs.k8s.io/yaml 1.6.0 over go.yaml.in/yaml/v2 2.4.2 (`resolve.go`), the
 * reading of kubectl, Helm and the API server. YAML 1.1 booleans and octals, no base 60, timestamps stay text.
 */
export function plainScalar(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0);
  if (first > 0x7e || (first < 0x80 && HINTS[first] === 0)) return text;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  return HINTS[first] === NUMBER ? (plainNumber(text) ?? text) : text;
}

const MAYBE_WORD = 1;
const NUMBER = 2;

const HINTS = hints();

function hints(): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of "yYnNtTfFoO~") table[character.charCodeAt(0)] = MAYBE_WORD;
  for (const character of "0123456789+-.") table[character.charCodeAt(0)] = NUMBER;
  return table;
}

const WORDS: ReadonlyMap<string, number | boolean | null> = new Map<string, number | boolean | null>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((word) => [word, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INTEGER = /^([-+]?)(0|0?[1-9][0-9]*|0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+)$/;

/** A number by Go's `ParseInt` with base 0, then by YAML's float form; undefined when it is text. */
function plainNumber(text: string): number | undefined {
  const digits = text.includes("_") ? text.replaceAll("_", "") : text;
  if (!text.startsWith(".")) {
    const whole = INTEGER.exec(digits);
    const number = whole === null ? undefined : integer(whole[1] === "-", whole[2] ?? "");
    if (number !== undefined) return number;
  }
  if (!FLOAT.test(digits)) return undefined;
  const number = Number(digits);
  return Number.isFinite(number) ? number : undefined;
}

function integer(negative: boolean, digits: string): number | undefined {
  const base = digits.charCodeAt(1) | 0x20;
  const isDecimal = digits === "0" || !digits.startsWith("0");
  // Go reads 0777 and 0o777 as octal; JavaScript's Number only the latter. Digits 8 and 9 make it a float: 08 is 8.
  const value = isDecimal
    ? Number(digits)
    : base === 0x78 || base === 0x62 || base === 0x6f
      ? Number(digits.toLowerCase())
      : /^0[0-7]+$/.test(digits)
        ? Number.parseInt(digits, 8)
        : undefined;
  return value === undefined || value === 0 ? value : negative ? -value : value;
}
