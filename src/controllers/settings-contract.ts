import type { FieldPath, KubeObject } from "../model/objects.ts";
import type { Evidence } from "../model/report.ts";
import type { ControllerId } from "../model/words.ts";

/** One controller's annotations, as data. */
export interface AnnotationTable {
  /** Prefixes, each ending in `/`. Empty for controllers that read no annotations. */
  readonly prefixes: readonly string[];
  readonly annotations: readonly AnnotationSpec[];
  /** Names under the prefix that people write and that are something else: a ConfigMap key, a flag, a removed name. */
  readonly notAnnotations: readonly NotAnnotation[];
  /** What the controller does with a name it does not know. */
  readonly unknownName: "ignored" | "rejects-object";
  /** Whether names are compared without regard to letter case. */
  readonly caseInsensitive?: boolean;
  readonly source: string;
  /** Names outside of the table may exist: nothing is said about them, unless they are one letter away from one. */
  readonly partial?: boolean;
  /** Every kind on which a name is read is in the table: it is read on no other. */
  readonly allKinds?: true;
  /** Prefixes that older releases read, with the one that took their place. */
  readonly former?: readonly FormerPrefix[];
}

interface FormerPrefix {
  readonly prefix: string;
  readonly why: string;
  readonly instead: string;
  readonly belief: Belief;
}

export type AnnotationType =
  | "bool"
  | "int"
  | "enum"
  | "string"
  | "list"
  | "url"
  | "size"
  | "duration"
  | "snippet"
  | "secret-ref"
  | "configmap-ref"
  | "service-ref"
  | "regex"
  | "json"
  | "cidr-list";

export interface AnnotationSpec {
  /** Without the prefix; with it where a controller has several and only one works. */
  readonly name: string;
  /** Kinds on which it is read. On others it does nothing. */
  readonly on: readonly string[];
  readonly type: AnnotationType;
  /** For enums: the values; in the case that is accepted. */
  readonly values?: readonly string[];
  /** The value in force when absent; null for none. */
  readonly default?: string | null;
  readonly since?: string;
  readonly until?: string;
  /** How a value is read. Absent: any value is taken. */
  readonly parse?: ValueParser;
  /** What an invalid value does. */
  readonly onInvalid?: InvalidEffect;
  /** What an empty value does, where it differs from leaving the annotation out. */
  readonly onEmpty?: InvalidEffect;
  /** Another annotation without which this one is not even looked at. */
  readonly needs?: string;
  /** How dangerous the controller thinks it is; above its configured level it takes the whole object out. */
  readonly risk?: "low" | "medium" | "high" | "critical";
  /** What the author of this setting believes to have. */
  readonly belief: Belief;
  readonly aliases?: readonly string[];
  readonly source: string;
}

/**
 * How values are read: by name so that the table stays data. `go-bool` is strconv.ParseBool; `true-any-case` takes
 * only that word; the regular expressions are RE2 as in the controller, applied to the value as described.
 */
export type ValueParser =
  | { readonly kind: "go-bool" }
  | { readonly kind: "exact-bool" }
  | { readonly kind: "true-any-case" }
  | { readonly kind: "on-off" }
  | { readonly kind: "int" }
  | { readonly kind: "enum"; readonly caseInsensitive: boolean; readonly trim: boolean }
  /** Carriage returns and newlines are refused whatever the expression says. */
  | { readonly kind: "regex"; readonly pattern: RegExp; readonly stripSpaces: boolean }
  /** Characters of host names, nginx variables and expressions; trimmed, or split at commas. */
  | { readonly kind: "server-name"; readonly list: boolean }
  /** `CN=` and a regular expression. */
  | { readonly kind: "common-name" }
  | { readonly kind: "dns-label" }
  | { readonly kind: "cidr-list" }
  | { readonly kind: "namespaced-name" };

export type InvalidEffect =
  /** The default is used: state it. */
  | "falls-back"
  /** The whole object is not served. */
  | "rejects-object"
  /** The paths of this object answer 503. */
  | "denies-location"
  /** The feature is silently off. */
  | "drops-feature"
  /** The value reaches the data plane and stops every later change. */
  | "freezes"
  /** Taken as it is. */
  | "taken";

/** What the author of a setting believed to have, for ranking. */
export type Belief = "verification" | "encryption" | "redirect" | "authentication" | "access" | "other";

export interface NotAnnotation {
  readonly name: string;
  readonly what: "configmap-key" | "flag" | "removed" | "invented" | "other-controller";
  /** One sentence: why it does nothing. */
  readonly why: string;
  /** What to write instead, when there is something. */
  readonly instead: string | null;
  readonly belief: Belief;
}

const SETTING_PROBLEMS = [
  "unknown-name",
  "unknown-prefix",
  "other-controller",
  "configmap-or-flag",
  "removed",
  "wrong-object",
  "value-falls-back",
  "value-rejects",
  "value-denies",
  "value-drops-feature",
  "value-freezes",
  "missing-companion",
  "no-effect",
  "not-a-string",
  "refused",
  "too-new-or-old",
] as const;
export type SettingProblem = (typeof SETTING_PROBLEMS)[number];

/** One setting that does not do what it says. */
export interface SettingVerdict {
  readonly problem: SettingProblem;
  readonly controller: ControllerId;
  readonly object: KubeObject;
  readonly at: FieldPath;
  /** The key as written, or the flag or ConfigMap key. */
  readonly key: string;
  readonly value: string | null;
  /** What the controller really does, in one sentence. */
  readonly effect: string;
  /** The nearest real setting, or the value that works. */
  readonly instead: string | null;
  readonly belief: Belief;
  readonly evidence: readonly Evidence[];
}
