import type { Certificate } from "./certificate.ts";
import { isSelfIssued } from "./issuance.ts";

const CURVES: ReadonlySet<string | null> = new Set(["P-256", "P-384", "P-521"]);

/**
 * What is too weak about a certificate, each as the end of "it has …"; empty where nothing is.
 * Source: Baseline Requirements 6.1.5, 6.1.6 and 7.1.3.2; the signature of a root is trusted as it is.
 */
export function weaknesses(certificate: Certificate): string[] {
  if (certificate.reissued) return [];
  const { key, signature } = certificate;
  const found: string[] = [];
  if (key.kind === "RSA" && key.bits !== null && key.bits < 2048) found.push(`an RSA key of ${key.bits} bits`);
  if (key.kind === "DSA") found.push("a DSA key");
  if (key.kind === "EC" && !CURVES.has(key.curve)) found.push(`a key on the curve ${key.curve}`);
  if (!key.soundExponent) found.push("an RSA key with an exponent that is even or 1");
  if (signature.weak && !isSelfIssued(certificate)) found.push(`a signature of ${signature.name}`);
  return found;
}
