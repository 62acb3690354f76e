import type { ControllerInstance, RouteDraft, Trait } from "../controllers/contract.ts";
import type { SettingVerdict } from "../controllers/settings-contract.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { KeyAccess } from "../model/key-access.ts";
import type { FieldPath, KubeObject } from "../model/objects.ts";
import type { Evidence, Finding, ObjectRef, Remedy, Route } from "../model/report.ts";
import type { ControllerId, Severity } from "../model/words.ts";

/** A joined route as rules see it: the public record, and the draft it was made of for positions and traits. */
export interface PathView {
  readonly route: Route;
  readonly draft: RouteDraft;
  readonly instance: ControllerInstance;
}

export interface RuleInput {
  readonly paths: readonly PathView[];
  readonly instances: readonly ControllerInstance[];
  readonly settings: readonly SettingVerdict[];
  readonly inventory: Inventory;
  /** Who can get at the keys that routes serve; made when a rule asks. */
  readonly keyAccess: KeyAccess;
  readonly options: RuleOptions;
  /** A severity that the policy sets in place of the rule's own; the engine applies it. */
  severityOf?(rule: { readonly id: string; readonly slug: string }): Severity | null;
}

/** What a `.lasthop.yaml` says, ready to be asked. `policy.ts` makes it. */
export interface Policy {
  /** The file it came from, for messages. */
  readonly name: string;
  readonly controllers: readonly { readonly id: ControllerId; readonly version: string | null }[];
  /** The level that the owner stated for a route, with `file:line:col` of the statement; null where none. */
  requiredFor(route: Route): { readonly level: RequiredLevel; readonly statedBy: string } | null;
  /** A severity that replaces the rule's own, or null. */
  severityOf(rule: { readonly id: string; readonly slug: string }): Severity | null;
  /** The suppression that covers a finding at a time (epoch milliseconds), or null. */
  suppressionOf(
    finding: Finding,
    now: number,
    subject: Subject,
  ): { readonly reason: string; readonly until: string | null } | null;
  /** A suppression that covered a finding and is over, with `file:line:col` of its date; null where none. */
  endedSuppressionOf(
    finding: Finding,
    now: number,
    subject: Subject,
  ): { readonly where: string; readonly until: string } | null;
}

/** What a finding is about, beside the object that it points at: the hosts of its routes and who declares them. */
export interface Subject {
  readonly hosts: readonly string[];
  readonly objects: readonly ObjectRef[];
}

/** What the owner requires of routes, from `--require` or `.lasthop.yaml`. */
export type RequiredLevel = "edge" | "re-encrypt" | "verified" | "passthrough" | "mtls";

interface RuleOptions {
  /** The level that a route must reach, or null where nobody stated one. */
  requiredFor(route: Route): { readonly level: RequiredLevel; readonly statedBy: string } | null;
  /** Epoch milliseconds, for rules about time. */
  readonly now: number;
}

/** A rule: data and one pure function. It neither formats nor sorts nor suppresses; the engine does. */
export interface Rule {
  /** `LH` and four digits, for ever. */
  readonly id: `LH${number}`;
  /** The folder's name; reads as a sentence about the defect. */
  readonly slug: string;
  readonly severity: Severity;
  /** One line without a full stop. */
  readonly summary: string;
  /** Templates by message id: `{name}` is replaced from `Problem.data`. */
  readonly messages: Readonly<Record<string, string>>;
  check(input: RuleInput): Iterable<Problem>;
}

export interface Problem<MessageId extends string = string> {
  readonly message: MessageId;
  readonly data?: Readonly<Record<string, string>>;
  /** Where to point. */
  readonly object: KubeObject;
  readonly at: FieldPath;
  readonly path?: PathView;
  /** All routes, where the defect is one for several of them; `path` is then left out. */
  readonly paths?: readonly PathView[];
  readonly evidence: readonly Evidence[];
  readonly remedy: Remedy | null;
  /** Overrides the rule's severity for this case, e.g. an error under `--require re-encrypt`. */
  readonly severity?: Severity;
  /**
   * Findings with the same rule and cause are one paragraph in the table. Defaults to the message id with its data.
   */
  readonly cause?: string;
}

/** A rule whose problems name only messages that it has. */
interface CheckedRule<Messages extends Readonly<Record<string, string>>> extends Rule {
  readonly messages: Messages;
  check(input: RuleInput): Iterable<Problem<Extract<keyof Messages, string>>>;
}

export function defineRule<const Messages extends Readonly<Record<string, string>>>(rule: CheckedRule<Messages>): Rule {
  return rule;
}

interface PlacedTrait {
  readonly trait: Trait;
  readonly path: PathView | undefined;
}

/** Two dozen rules ask for one kind each: the routes are walked once for all of them. */
const placed = new WeakMap<RuleInput, ReadonlyMap<Trait["kind"], readonly PlacedTrait[]>>();

/** Every trait of a kind, with its path where it belongs to one. */
export function traitsOf(input: RuleInput, kind: Trait["kind"]): readonly PlacedTrait[] {
  let index = placed.get(input);
  if (index === undefined) {
    index = traitsByKind(input);
    placed.set(input, index);
  }
  return index.get(kind) ?? [];
}

function traitsByKind({ paths, instances }: RuleInput): Map<Trait["kind"], PlacedTrait[]> {
  const index = new Map<Trait["kind"], PlacedTrait[]>();
  const add = (trait: Trait, path: PathView | undefined): void => {
    const same = index.get(trait.kind);
    if (same === undefined) index.set(trait.kind, [{ trait, path }]);
    else same.push({ trait, path });
  };
  for (const path of paths) for (const trait of path.draft.traits) add(trait, path);
  for (const instance of instances) for (const trait of instance.traits) add(trait, undefined);
  return index;
}
