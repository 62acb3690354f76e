import type { FieldPath, KubeObject } from "./objects.ts";
import type { Evidence, Reader } from "./report.ts";

export interface KeyName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Who can get at the keys that routes serve, by cause: the grants, settings and objects that let him. Each list is made
 * when a rule asks for it, and is empty where the input holds nothing that says so.
 */
export interface KeyAccess {
  /** Those of whom a report has something to say: nearly everybody, default ServiceAccounts, ServiceAccounts. */
  readonly grants: readonly KeyGrant[];
  readonly snippets: readonly OpenSnippets[];
  /** Pods that name a key in a volume or in their environment, but for those that a caller knows to be right. */
  holders(isRight: (pod: KeyPod, key: KeyName) => boolean): readonly KeyHolder[];
  readonly copies: readonly KeyCopies[];
}

/** One subject of one binding, with the keys that it leads to. */
export interface KeyGrant {
  /** `anyone`: a group that nearly everybody is in. `default`: the account of pods that name none. */
  readonly who: "anyone" | "default" | "account";
  readonly subject: Reader["subject"];
  /** The verbs of a right to read Secrets; empty for a way round. */
  readonly verbs: readonly string[];
  /** The way round in a few words; null for a right to read. */
  readonly how: string | null;
  readonly conditions: readonly string[];
  /** Where all Secrets are read; `some` where the right names Secrets, or is a way to some. */
  readonly reach: "everywhere" | "namespace" | "some";
  /** The namespace of `reach`; null otherwise. */
  readonly namespace: string | null;
  readonly keys: readonly KeyName[];
  /** The binding, and its line for this subject. */
  readonly object: KubeObject;
  readonly at: FieldPath;
  readonly evidence: readonly Evidence[];
}

/** A controller that takes snippets from people who could not read its Secrets otherwise. */
export interface OpenSnippets {
  readonly authors: readonly Reader["subject"][];
  readonly keys: readonly KeyName[];
  readonly object: KubeObject;
  readonly at: FieldPath;
  readonly evidence: readonly Evidence[];
}

/** A pod, or the workload that makes pods of one kind. */
export interface KeyPod {
  readonly object: KubeObject;
  readonly labels: Readonly<Record<string, unknown>>;
}

export interface KeyHolder {
  readonly key: KeyName;
  readonly object: KubeObject;
  /**
   * The field that gives the key to the pod, and whether that is an environment variable; null where no program of the
   * pod sees it, or where having it is the work of that program.
   */
  place(): { readonly at: FieldPath; readonly variable: boolean; readonly evidence: readonly Evidence[] } | null;
}

/** A key that a controller copies into other namespaces, or lets them ask for. */
export interface KeyCopies {
  readonly key: KeyName;
  readonly object: KubeObject;
  readonly at: FieldPath;
  /** The controller, for people. */
  readonly by: string;
  /** Which namespaces, in words that follow "into". */
  readonly where: string;
  /** Whether nobody has named them. */
  readonly open: boolean;
  /** Whoever makes Secrets there asks for it; else the controller copies by itself. */
  readonly asked: boolean;
  readonly evidence: readonly Evidence[];
}
