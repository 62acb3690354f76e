import { X509Certificate, createPrivateKey, createPublicKey, hash } from "node:crypto";

const answers = new Map<string, boolean | null>();
const MOST_ANSWERS = 5_000;

/**
 * Whether a private key belongs to the first certificate of a PEM text; null when either is absent or unreadable.
 * Nothing of the key outlives the call: answers are remembered under a hash of both.
 */
export function keyBelongsTo(certificate: Buffer | null, key: Buffer | null): boolean | null {
  if (certificate === null || key === null || certificate.length === 0 || key.length === 0) return null;
  const both = `${hash("sha256", certificate, "base64")} ${hash("sha256", key, "base64")}`;
  const known = answers.get(both);
  if (known !== undefined) return known;
  const answer = compare(certificate, key);
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
