import type { KubeObject } from "./objects.ts";

/**
 * What controllers ask about the public part of Secrets. The station `certificates/` implements it;
 * controllers receive it and never import that station.
 */
export interface CertificateReader {
  /** Whether a Secret's `tls.crt` and `tls.key` can serve TLS, by the data as read. */
  keyPair(secret: KubeObject): KeyPairState;
  /**
   * Whether the leaf certificate is valid for a host name, as Go's `x509.VerifyHostname` decides (SANs only).
   * @param commonNameFallback accept the subject's CN when the certificate has no DNS SANs
   * @returns null when there is no readable certificate
   */
  covers(secret: KubeObject, host: string, commonNameFallback: boolean): boolean | null;
  /** DNS names and IP addresses of the leaf's SANs, then its CN; empty when unreadable. */
  names(secret: KubeObject): readonly string[];
  /** What one entry holds as a set of CA certificates. */
  bundle(secret: KubeObject, key: string): BundleState;
  /**
   * The certificates of an entry of a Secret or ConfigMap that are not valid at a time; null where all are.
   * @param now epoch milliseconds; null where no time is known
   */
  outOfForce(object: KubeObject, key: string, now: number | null): OutOfForce | null;
}

export interface OutOfForce {
  /** None of the entry's certificates is valid. */
  readonly all: boolean;
  /** Where the first that is not stands in the text: 0 for the leaf of a chain. */
  readonly place: number;
  /** Of that one, in one clause: `ended on 2026-05-01`. */
  readonly how: string;
}

/**
 * Marks a certificate that a redacted snapshot issued anew, so that nobody judges its key, its signature or its issuer.
 * An arc that anybody may use (ITU-T X.667).
 */
export const REISSUED = "2.25.108311";

/** What a Secret is good for as a key pair; all but the first is the end of "Secret … ". */
export const KEY_PAIR_STATES = {
  usable: "can serve TLS",
  "no-certificate": "has no tls.crt",
  "no-key": "has no tls.key",
  "unreadable-certificate": "has no certificate in its tls.crt that can be read",
  "unreadable-key": "has a tls.key that cannot be read",
  "encrypted-key": "has a private key that is encrypted, which no controller opens",
  "key-mismatch": "has a private key that is not the certificate's",
  "leaf-not-first": "has the certificate of its private key after another one in tls.crt, where it has to be the first",
} as const;

export type KeyPairState = keyof typeof KEY_PAIR_STATES;

/** Both parts can be read by themselves, and do not belong together as they stand. */
export function isMismatch(state: KeyPairState): boolean {
  return state === "key-mismatch" || state === "leaf-not-first";
}

/** A part is not there at all. */
export function isIncomplete(state: KeyPairState): boolean {
  return state === "no-certificate" || state === "no-key";
}

/** `missing`: no such entry; `empty`: present without content; `unreadable`: content but no certificate in it. */
export type BundleState = "usable" | "missing" | "empty" | "unreadable";
