import { X509Certificate, createPrivateKey, createPublicKey } from "node:crypto";
import type { Entry } from "./entry.ts";

const answers = new Map<string, boolean | null>();
const MOST_ANSWERS = 5_000;

/**
 * Whether a private key belongs to the first certificate of a PEM text; null when either is absent or unreadable.
 * Nothing of the key outlives the call: answers are remembered under a hash of both.
 */
export function keyBelongsTo(certificate: Entry | undefined, key: Entry | undefined): boolean | null {
  if (certificate === undefined || key === undefined) return null;
  if (certificate.bytes.length === 0 || key.bytes.length === 0) return null;
  const both = `${certificate.sum} ${key.sum}`;
  const known = answers.get(both);
  if (known !== undefined) return known;
  const answer = compare(certificate.bytes, key.bytes);
  if (answers.size >= MOST_ANSWERS) answers.clear();
  answers.set(both, answer);
  return answer;
}

function compare(certificate: Buffer, key: Buffer): boolean | null {
  try {
    const wanted = new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" });
    const given = createPublicKey(createPrivateKey(key)).export({ type: "spki", format: "der" });
    return wanted.equals(given);
  } catch {
    return null;
  }
}
