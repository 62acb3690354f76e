import { X509Certificate, createPrivateKey } from "node:crypto";
import type { KeyFault, SecretFacts } from "../model/objects.ts";
import { certificateBlocks } from "../model/pem.ts";
import type { Entry } from "./entry.ts";

/** What is said of a key in a Secret, once it is dropped. */
type KeyFit = Pick<SecretFacts, "keyMatches" | "keyFault">;

const answers = new Map<string, KeyFit>();
const MOST_ANSWERS = 5_000;
const UNKNOWN: KeyFit = { keyMatches: null };
/** A chain that is sent has a few; a bundle of authorities is none. */
const MOST_BLOCKS = 10;

/**
 * Whether a private key belongs to the first certificate of a PEM text; null when either is absent or unreadable.
 * Nothing of the key outlives the call: answers are remembered under a hash of both.
 */
export function keyFitOf(certificate: Entry | undefined, key: Entry | undefined): KeyFit {
  if (certificate === undefined || key === undefined) return UNKNOWN;
  if (certificate.bytes.length === 0 || key.bytes.length === 0) return UNKNOWN;
  const both = `${certificate.sum} ${key.sum}`;
  const known = answers.get(both);
  if (known !== undefined) return known;
  const answer = compare(certificate.bytes, key.bytes);
  if (answers.size >= MOST_ANSWERS) answers.clear();
  answers.set(both, answer);
  return answer;
}

function compare(certificate: Buffer, key: Buffer): KeyFit {
  try {
    const given = createPrivateKey(key);
    // Compared inside of OpenSSL: to export both public keys would take longer than to read them.
    if (new X509Certificate(certificate).checkPrivateKey(given)) return { keyMatches: true };
    const others = certificateBlocks(certificate.toString("latin1")).slice(1, MOST_BLOCKS);
    const isLater = others.some((block) => new X509Certificate(block).checkPrivateKey(given));
    return isLater ? { keyMatches: false, keyFault: "of-later" } : { keyMatches: false };
  } catch (error) {
    const fault = faultOf(error);
    return fault === null ? UNKNOWN : { keyMatches: null, keyFault: fault };
  }
}

/** Without a passphrase to ask for, OpenSSL says that it was interrupted; some builds of Node that one is missing. */
function faultOf(error: unknown): KeyFault | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  const asks = code === "ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED" || code === "ERR_MISSING_PASSPHRASE";
  return asks ? "encrypted" : null;
}
