/** What stands in place of a private key that was found outside a Secret's data. */
export const KEY_REMOVED = "(private key removed)";

const BASE64_BEGIN = "LS0tLS1CRUdJTi";

/** A value with every text that holds a private key replaced; the same value where none does. */
export function withoutKeys<Value>(value: Value): Value {
  return clean(value) as Value;
}

function clean(value: unknown): unknown {
  if (typeof value === "string") return value.length > 60 && holdsKey(value) ? KEY_REMOVED : value;
  if (typeof value !== "object" || value === null) return value;
  const target = value as Record<string, unknown>;
  for (const key of Object.keys(target)) {
    const before = target[key];
    const after = clean(before);
    if (after !== before) target[key] = after;
  }
  return value;
}

export function holdsKey(text: string): boolean {
  if (text.includes("PRIVATE KEY")) return true;
  const base64 = text.indexOf(BASE64_BEGIN);
  return base64 >= 0 && Buffer.from(text.slice(base64), "base64").includes("PRIVATE KEY");
}
