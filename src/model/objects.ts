import type { Patch, Source } from "./report.ts";

/** A path into an object: keys and list indexes from the object's root. */
export type FieldPath = readonly (string | number)[];

/** Where an object came from, able to say where each of its fields stands in the text. */
export interface Origin {
  /** How the input names it: a file path as given, `-` for stdin, a cluster's context. */
  readonly name: string;
  /** Where the object begins in its file (any unit that grows), to tell which of two with one name comes last. */
  readonly offset: number;
  /**
   * Position of a field, 1-based, or of the nearest existing ancestor; null for a live object.
   * Resolving is lazy and may re-read the document's text: call it for what is shown, not for every object.
   */
  locate(path: FieldPath, part?: "key" | "value"): Source | null;
  /**
   * The change of the text that sets a field to a text (null takes the field away); null where it is not certain.
   * Absent where the object has no text.
   */
  patch?(path: FieldPath, wanted: { readonly current: unknown; readonly value: string | null }): Patch | null;
}

/** One Kubernetes object as read: projected to what verdicts need, never holding key bytes. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** null for cluster-scoped kinds; `default` (or `-n`) where a namespaced object names none. */
  readonly namespace: string | null;
  readonly name: string;
  /** The projected body. Read it through `read.ts`, never by casting. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly origin: Origin;
  /** Set on Secrets only: what the reader learned before it dropped the key. */
  readonly secret?: SecretFacts;
  /** Why the API server would refuse this object (an annotation that is not a string …); absent when it would not. */
  readonly refused?: readonly Refusal[];
}

/** One reason why the API server refuses an object, e.g. a YAML boolean where a string must be. */
export interface Refusal {
  readonly path: FieldPath;
  /** The text as written. */
  readonly value: string;
  readonly reason: string;
  /** YAML read it as something else than text: quotes are all that it lacks. */
  readonly unquoted?: true;
}

/** What is kept of a Secret. Private key bytes are dropped before this exists. */
export interface SecretFacts {
  readonly type: string | null;
  /** Data keys that are present and not empty, e.g. `tls.crt`, `tls.key`, `ca.crt`. */
  readonly keys: readonly string[];
  /** Data keys that are present with an empty value. */
  readonly emptyKeys: readonly string[];
  /** PEM text of public entries only (`tls.crt`, `ca.crt`, `tls.ca`, `ca.crl`, other `*.crt`/`*.pem` that hold no private key). */
  readonly pem: Readonly<Record<string, string>>;
  /** Whether `tls.key` belongs to the first certificate of `tls.crt`; null when either is absent or cannot be read. */
  readonly keyMatches: boolean | null;
  /** More about a key that does not fit, or cannot be read. */
  readonly keyFault?: KeyFault;
  /** What stands there is filled in or decrypted by a program before the API server sees it: nothing is known of it. */
  readonly filledLater?: true;
}

/** `of-later`: it belongs to a certificate of `tls.crt` that is not the first. */
export type KeyFault = "encrypted" | "of-later";
