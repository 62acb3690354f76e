import { type Element, TAG, children, element, latin1, oid } from "./der.ts";

/** The algorithm that a certificate is signed with. */
export interface Signature {
  /** `SHA-256 with RSA` …, or `unknown`. */
  readonly name: string;
  /** Its hash can be made to collide: MD5, SHA-1 and older. */
  readonly weak: boolean;
}

function known(dotted: string, name: string): [string, Signature] {
  return [oid(dotted), { name, weak: /^(?:MD|SHA-1 )/.test(name) }];
}

const ALGORITHMS: ReadonlyMap<string, Signature> = new Map([
  known("1.2.840.113549.1.1.2", "MD2 with RSA"),
  known("1.2.840.113549.1.1.3", "MD4 with RSA"),
  known("1.2.840.113549.1.1.4", "MD5 with RSA"),
  known("1.3.14.3.2.3", "MD5 with RSA"),
  known("1.2.840.113549.1.1.5", "SHA-1 with RSA"),
  known("1.3.14.3.2.29", "SHA-1 with RSA"),
  known("1.2.840.113549.1.1.11", "SHA-256 with RSA"),
  known("1.2.840.113549.1.1.12", "SHA-384 with RSA"),
  known("1.2.840.113549.1.1.13", "SHA-512 with RSA"),
  known("1.2.840.113549.1.1.14", "SHA-224 with RSA"),
  known("1.2.840.10040.4.3", "SHA-1 with DSA"),
  known("2.16.840.1.101.3.4.3.2", "SHA-256 with DSA"),
  known("1.2.840.10045.4.1", "SHA-1 with ECDSA"),
  known("1.2.840.10045.4.3.1", "SHA-224 with ECDSA"),
  known("1.2.840.10045.4.3.2", "SHA-256 with ECDSA"),
  known("1.2.840.10045.4.3.3", "SHA-384 with ECDSA"),
  known("1.2.840.10045.4.3.4", "SHA-512 with ECDSA"),
  known("1.3.101.112", "Ed25519"),
  known("1.3.101.113", "Ed448"),
  known("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
  known("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
  known("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
]);

const PSS = oid("1.2.840.113549.1.1.10");
const SHA1 = oid("1.3.14.3.2.26");
const UNKNOWN: Signature = { name: "unknown", weak: false };

/** @param algorithm an AlgorithmIdentifier */
export function signatureOf(der: Buffer, algorithm: Element): Signature {
  const [type, parameters] = children(der, algorithm);
  if (type === undefined) return UNKNOWN;
  const id = latin1(der, type);
  if (id !== PSS) return ALGORITHMS.get(id) ?? UNKNOWN;
  const weak = pssHash(der, parameters) === SHA1;
  return { name: weak ? "SHA-1 with RSA-PSS" : "RSA-PSS", weak };
}

/** RFC 4055, 3.1: the hash is SHA-1 where none is stated. */
function pssHash(der: Buffer, parameters: Element | undefined): string {
  if (parameters?.tag !== TAG.sequence) return SHA1;
  const holder = children(der, parameters).find(({ tag }) => tag === 0xa0);
  if (holder === undefined) return SHA1;
  const [type] = children(der, element(der, holder.from, holder.to));
  return type === undefined ? SHA1 : latin1(der, type);
}
