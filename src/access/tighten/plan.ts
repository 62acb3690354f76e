import type { Fields } from "../../model/read.ts";
import type { ObjectRef, Reader } from "../../model/report.ts";
import type { SecretName } from "../readers/link-copies.ts";
import type { Piece, Star } from "./atoms.ts";

type Subject = Reader["subject"];

/** A right that somebody loses, in whole or in part. */
export interface Loss extends Piece {
  readonly subject: Subject;
  /** The binding that gave it. */
  readonly by: ObjectRef;
  /** What he keeps of it: smaller rights of the same resource, none where all of it is lost. */
  readonly left: readonly Pick<Piece, "verbs" | "names" | "scope">[];
}

/** A star of a rule that had to be written out: what is served later is not in it. */
export interface WrittenOut extends Star {
  readonly subject: Subject;
  readonly by: ObjectRef;
}

/** A right that somebody expected had as a member of a group, and gets by his own name. */
export interface Gain {
  readonly subject: Subject;
  readonly verbs: readonly string[];
  readonly names: readonly string[];
  readonly scope: string | null;
  /** The binding of the group. */
  readonly by: ObjectRef;
}

/** Somebody who is expected to read Secrets, and keeps what he has. */
export interface Kept {
  readonly subject: Subject;
  readonly expected: string;
  readonly verbs: readonly string[];
  /** How many of the Secrets he reads. */
  readonly secrets: number;
  /** Why he has to have it everywhere; null where he has it in some namespaces only. */
  readonly everywhere: string | null;
}

/** Somebody unexpected who still gets at Secrets. */
export interface Remaining {
  readonly subject: Subject;
  /** How he does. */
  readonly how: string;
  readonly reasons: readonly string[];
  readonly secrets: readonly SecretName[];
}

/** What would have to change so that nobody unexpected reads a Secret. */
export interface Plan {
  readonly secrets: readonly SecretName[];
  /** Objects to apply, as `kubectl apply` takes them: new ones, and others in place of what is there. */
  readonly apply: readonly { readonly isNew: boolean; readonly manifest: Fields }[];
  /** To delete after that. */
  readonly remove: readonly ObjectRef[];
  readonly losses: readonly Loss[];
  readonly gains: readonly Gain[];
  readonly writtenOut: readonly WrittenOut[];
  readonly kept: readonly Kept[];
  readonly remaining: readonly Remaining[];
  /** Unexpected readers before, of whom `remaining` are left. */
  readonly readers: number;
  /** Expected readers who would read less of what they need; none, or the plan is wrong. */
  readonly broken: readonly Subject[];
}
