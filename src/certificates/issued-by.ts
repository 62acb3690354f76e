import type { X509Certificate } from "node:crypto";
import { openX509 } from "../model/x509.ts";
import type { Certificate } from "./certificate.ts";

const opened = new WeakMap<Certificate, X509Certificate | null>();
const signed = new WeakMap<Certificate, WeakMap<Certificate, boolean>>();

/** Kinds of keys whose signatures OpenSSL is known to check here; of others a refusal says nothing. */
const KNOWN_KEYS: ReadonlySet<string> = new Set(["RSA", "EC", "Ed25519"]);

/**
 * Whether one certificate issued another: the names agree as loosely as any verifier compares them (letter case and
 * blanks aside), and the signature is of its key.
 */
export function issuedBy(issued: Certificate, issuer: Certificate): boolean {
  return namesIssuer(issued, issuer) && isSignedBy(issued, issuer);
}

/** By the names alone. */
export function namesIssuer(issued: Certificate, issuer: Certificate): boolean {
  return issued.issuer.key === issuer.subject.key || loose(issued.issuer.text) === loose(issuer.subject.text);
}

/** Whether a signature that does not fit is one: its algorithm and the key are ones that can be checked here. */
export function canBeChecked(issued: Certificate, issuer: Certificate): boolean {
  return KNOWN_KEYS.has(issuer.key.kind) && issued.signature.name !== "unknown" && open(issuer) !== null;
}

/** Whether OpenSSL too takes it for the issuer: exact names, key identifiers, a key that may sign certificates. */
export function isFitIssuer(issued: Certificate, issuer: Certificate): boolean {
  const [one, other] = [open(issued), open(issuer)];
  return one !== null && other !== null && one.checkIssued(other);
}

export function isSignedBy(issued: Certificate, issuer: Certificate): boolean {
  let known = signed.get(issued);
  if (known === undefined) signed.set(issued, (known = new WeakMap()));
  let answer = known.get(issuer);
  if (answer === undefined) known.set(issuer, (answer = verifies(issued, issuer)));
  return answer;
}

function verifies(issued: Certificate, issuer: Certificate): boolean {
  const [one, other] = [open(issued), open(issuer)];
  if (one === null || other === null) return false;
  try {
    return one.verify(other.publicKey);
  } catch {
    return false;
  }
}

function open(certificate: Certificate): X509Certificate | null {
  let known = opened.get(certificate);
  if (known === undefined) opened.set(certificate, (known = openX509(certificate.der)));
  return known;
}

function loose(name: string): string {
  return name.toLowerCase().replaceAll(/\s+/g, "");
}
