import type { FrameworkId, SilentControl, Topic } from "../model/compliance.ts";

/** A framework as data: which topics each of its controls speaks of. Words are ours; identifiers are the standard's. */
export interface Framework {
  readonly id: FrameworkId;
  readonly name: string;
  /** The edition whose numbers are used: they move. */
  readonly version: string;
  /** What must be known before the page is read as evidence. */
  readonly caveats: readonly string[];
  readonly controls: readonly Control[];
  /** Controls nearby that lasthop has nothing to say about. */
  readonly silent: readonly SilentControl[];
}

export interface Control {
  readonly id: string;
  readonly alsoAs?: readonly string[];
  readonly title: string;
  readonly topics: readonly Topic[];
  /** Topics that are good practice under this control, and not its letter. */
  readonly advisory?: readonly Topic[];
  readonly caveat?: string;
}

/** What the view needs to know beside the report. */
export interface ComplianceOptions {
  /** Epoch milliseconds; null where no time is given: nothing is then said about the dates of certificates. */
  readonly now: number | null;
  /** How many objects of a kind (`Secret.`, `RoleBinding.rbac.authorization.k8s.io`) the input holds. */
  readonly holds: (kind: string) => number;
  /** Whether what is absent is missing. */
  readonly whole: boolean;
}
