import { hash } from "node:crypto";
import { type Element, TAG, children, element, expected, latin1, oid } from "./der.ts";

export interface PublicKey {
  /** `RSA`, `EC`, `Ed25519` …, or `unknown`. */
  readonly kind: string;
  /** Of an RSA or DSA modulus; null for others. */
  readonly bits: number | null;
  /** `P-256` … or the dotted identifier; null for others than EC. */
  readonly curve: string | null;
  /** The RSA exponent is odd and at least 3; true for others. */
  readonly soundExponent: boolean;
  /** SHA-256 of the SubjectPublicKeyInfo in hexadecimal: the same for every certificate with this key. */
  readonly sha256: string;
}

const KINDS: ReadonlyMap<string, string> = new Map([
  [oid("1.2.840.113549.1.1.1"), "RSA"],
  [oid("1.2.840.113549.1.1.10"), "RSA"],
  [oid("1.2.840.10045.2.1"), "EC"],
  [oid("1.2.840.10040.4.1"), "DSA"],
  [oid("1.3.101.112"), "Ed25519"],
  [oid("1.3.101.113"), "Ed448"],
  [oid("2.16.840.1.101.3.4.3.17"), "ML-DSA-44"],
  [oid("2.16.840.1.101.3.4.3.18"), "ML-DSA-65"],
  [oid("2.16.840.1.101.3.4.3.19"), "ML-DSA-87"],
]);

const CURVES: ReadonlyMap<string, string> = new Map([
  [oid("1.2.840.10045.3.1.1"), "P-192"],
  [oid("1.3.132.0.33"), "P-224"],
  [oid("1.2.840.10045.3.1.7"), "P-256"],
  [oid("1.3.132.0.34"), "P-384"],
  [oid("1.3.132.0.35"), "P-521"],
  [oid("1.3.132.0.10"), "secp256k1"],
]);

/** @param info the SubjectPublicKeyInfo */
export function publicKey(der: Buffer, info: Element): PublicKey {
  const [algorithm, bits] = children(der, info);
  const [type, parameters] = children(der, expected(algorithm, TAG.sequence));
  const kind = KINDS.get(latin1(der, expected(type, TAG.oid))) ?? "unknown";
  const sized = kind === "RSA" ? rsa(der, expected(bits, TAG.bitString)) : kind === "DSA" ? dsa(der, parameters) : null;
  return {
    kind,
    bits: sized?.bits ?? null,
    curve: kind === "EC" ? curveOf(der, parameters) : null,
    soundExponent: sized?.soundExponent ?? true,
    get sha256() {
      return hash("sha256", der.subarray(info.start, info.to), "hex");
    },
  };
}

function curveOf(der: Buffer, parameters: Element | undefined): string {
  if (parameters?.tag !== TAG.oid) return "explicit parameters";
  return CURVES.get(latin1(der, parameters)) ?? "another curve";
}

/** The bit string holds a SEQUENCE of modulus and exponent, after a byte that counts unused bits. */
function rsa(der: Buffer, bits: Element): { bits: number; soundExponent: boolean } {
  const [modulus, exponent] = children(der, element(der, bits.from + 1, bits.to));
  const last = expected(exponent, TAG.integer);
  const isLong = last.to - last.from > 1;
  const value = der[last.to - 1] ?? 0;
  return {
    bits: bitLength(der, expected(modulus, TAG.integer)),
    soundExponent: value % 2 === 1 && (isLong || value >= 3),
  };
}

function dsa(der: Buffer, parameters: Element | undefined): { bits: number; soundExponent: boolean } | null {
  const [modulus] = parameters?.tag === TAG.sequence ? children(der, parameters) : [];
  return modulus === undefined ? null : { bits: bitLength(der, modulus), soundExponent: true };
}

function bitLength(der: Buffer, { from, to }: Element): number {
  let at = from;
  while (at < to && der[at] === 0) at++;
  return at === to ? 0 : (to - at) * 8 - (Math.clz32(der[at] ?? 0) - 24);
}

/** `RSA 2048`, `EC P-256`, `Ed25519`. */
export function keyName({ kind, bits, curve }: PublicKey): string {
  return [kind, bits ?? curve].filter((part) => part !== null).join(" ");
}
