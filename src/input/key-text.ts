/** What stands in place of a private key that was found outside a Secret's data. */
const KEY_REMOVED = "(private key removed)";

const MARK = "PRIVATE KEY";
/** `-----BEGIN` in base64, at the beginning of what is encoded. */
const BASE64_MARK = "LS0tLS1CRUdJTi";
/** What no text without a private key, or a certificate in base64, has in it. */
export const KEY_MARKS = [MARK, BASE64_MARK] as const;
const PEM_KEY =
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:[^"'{}]*?-----END [A-Z0-9 ]*PRIVATE KEY-----|[A-Za-z0-9+/=\\\s:,-]*)/g;
const BASE64_TEXT = /LS0tLS1CRUdJTi[A-Za-z0-9+/=]*(?:(?:\\n|\s)+[A-Za-z0-9+/=]{16,})*/g;
const SHORTEST = 60;

/** A value with every text that holds a private key replaced, in place; the same value where none does. */
export function withoutKeys<Value>(value: Value): Value {
  return clean(value) as Value;
}

function clean(value: unknown): unknown {
  if (typeof value === "string") return value.length > SHORTEST && holdsKey(value) ? KEY_REMOVED : value;
  if (typeof value !== "object" || value === null) return value;
  const target = value as Record<string, unknown>;
  for (const key of Object.keys(target)) {
    const before = target[key];
    const after = clean(before);
    if (after !== before) target[key] = after;
  }
  return value;
}

function holdsKey(text: string): boolean {
  return text.includes(MARK) || (text.includes(BASE64_MARK) && !base64Keys(text).next().done);
}

/** A quick look; a certificate in base64 passes for a key here. */
export function mayHoldKey(bytes: Buffer): boolean {
  return KEY_MARKS.some((mark) => bytes.includes(mark));
}

/** Where private keys stand in a text of any format, in clear or in base64. */
export function* keyRanges(text: string): Generator<{ readonly start: number; readonly end: number }> {
  if (text.includes(MARK)) {
    for (const match of text.matchAll(PEM_KEY)) yield { start: match.index, end: match.index + match[0].length };
  }
  if (text.includes(BASE64_MARK)) yield* base64Keys(text);
}

function* base64Keys(text: string): Generator<{ readonly start: number; readonly end: number }> {
  for (const match of text.matchAll(BASE64_TEXT)) {
    const decoded = Buffer.from(match[0].replaceAll("\\n", ""), "base64");
    if (decoded.includes(MARK)) yield { start: match.index, end: match.index + match[0].length };
  }
}
