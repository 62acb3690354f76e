import type { Fact } from "./evidence.ts";
import type { FieldPath, KubeObject } from "./objects.ts";

/**
 * A program that does for whoever writes some objects what it may do itself. Said by who knows the program's settings;
 * the station `access/` follows it to the Secrets that the program may read.
 */
export interface Door {
  /** Which objects: those that a snippet or a flaw of the release opens, or what a GitOps controller applies. */
  readonly kind: "snippet" | "injection" | "kustomization" | "release" | "application";
  /** Where it reads such objects; null for everywhere. */
  readonly namespace: string | null;
  /** The ServiceAccount that the program runs as. */
  readonly account: { readonly namespace: string; readonly name: string };
  /** The setting or the image that opens it. */
  readonly object: KubeObject;
  readonly at: FieldPath;
  readonly fact: Fact;
}
