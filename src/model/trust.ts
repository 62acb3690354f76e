import type { Fact } from "./evidence.ts";
import type { FieldPath, KubeObject } from "./objects.ts";
import { pemAt } from "./pem.ts";

/** A text of certificates that somebody trusts, and the entry that holds it. */
interface Authority {
  readonly object: KubeObject;
  readonly at: FieldPath;
  readonly pem: string;
}

/** The CAs behind a reference. */
export interface Authorities {
  readonly held: readonly Authority[];
  /** Nothing else is trusted; false where the input lacks some of them, and for the public CAs. */
  readonly whole: boolean;
}

/** How the program that dials judges a certificate, as far as programs differ. */
export interface Verifier {
  /** `any`: every certificate of the bundle ends a chain. `root`: only one that is signed with its own key does. */
  readonly anchors: "any" | "root";
  /** The common name counts where there are no DNS names. */
  readonly commonName: boolean;
  /** How many intermediates may stand between leaf and anchor; null without a limit that anybody reaches. */
  readonly intermediates: number | null;
  /** What requests get where the certificate is refused. */
  readonly status: number;
  readonly fact: Fact;
}

/** What a leg is verified with, as its controller reads it. */
export interface Trust {
  readonly authorities: Authorities;
  /** The field that names the CA. */
  readonly by: { readonly object: KubeObject; readonly at: FieldPath };
  /** Of which the certificate needs one: host names, addresses and URIs; none where no name is checked. */
  readonly names: readonly string[];
  /** The field that states them. */
  readonly namedBy: { readonly object: KubeObject; readonly at: FieldPath };
  readonly verifier: Verifier;
}

/** Nothing is known of what is trusted. */
export const UNSEEN: Authorities = { held: [], whole: false };

/** An entry of a Secret, or of a ConfigMap's data. */
export function authorityIn(object: KubeObject, key: string): Authorities {
  const pem = pemAt(object, key);
  return pem === undefined ? UNSEEN : { held: [{ object, at: ["data", key], pem }], whole: true };
}

/** All of them together. */
export function together(parts: readonly Authorities[]): Authorities {
  return { held: parts.flatMap(({ held }) => held), whole: parts.every(({ whole }) => whole) };
}
