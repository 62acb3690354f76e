import type { CaKey } from "../gateway-api/trust.ts";

/** Entries that its cache keeps of a ConfigMap, beside the first by name. Source: internal/provider/kubernetes/helpers.go. */
const KEPT: ReadonlySet<string> = new Set(["ca.crt", "ca.crl", "jwks", "lua", "response.body"]);

/**
 * Where BackendTLSPolicy, Backend and the Gateway's own check look: ca.crt, else tls.crt, else the only entry there is.
 * Source: getFirstMatchOrFirstFromData.
 */
export const caKey: CaKey = (keys, kind) => entryOf(keys, kind, ["ca.crt", "tls.crt"]);

/** ClientTrafficPolicy does not look for tls.crt. Source: validateAndGetDataAtKeyInRef. */
export const clientCaKey: CaKey = (keys, kind) => entryOf(keys, kind, ["ca.crt"]);

function entryOf(keys: readonly string[], kind: string, wanted: readonly string[]): string | null {
  const seen = kind === "ConfigMap" ? cached(keys) : keys;
  const found = wanted.find((key) => seen.includes(key));
  return found ?? (seen.length === 1 ? (seen[0] ?? null) : null);
}

function cached(keys: readonly string[]): readonly string[] {
  if (keys.length <= 1) return keys;
  const [first] = keys.toSorted();
  return keys.filter((key) => key === first || KEPT.has(key));
}
