import type { KubeObject } from "../model/objects.ts";
import type { InputSummary } from "../model/report.ts";

/** What any reader of input yields: the objects, and a summary that names everything that was not read. */
export interface ReadInput {
  readonly objects: readonly KubeObject[];
  readonly summaries: readonly InputSummary[];
  /** What absence means in it; left out for files, of which nobody knows what they leave out. */
  readonly coverage?: Coverage;
}

/** How much of a cluster was seen. */
export interface Coverage {
  /** Everything that a verdict can ask for was read, Secrets aside: what is absent is missing. */
  readonly whole: boolean;
  /** `namespace/name` of Secrets that were asked for by name and are not there. Any other is unseen. */
  readonly absentSecrets: readonly string[];
}

/** Limits on hostile input; each refusal names the limit. */
export interface InputLimits {
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Bytes of one YAML document (of one item where a YAML List has its items one under the other). */
  readonly documentBytes: number;
  /** Depth of nesting in one document. */
  readonly depth: number;
  /** Aliases in one document, and how many nodes they may stand for. */
  readonly aliases: number;
  readonly aliasNodes: number;
}
