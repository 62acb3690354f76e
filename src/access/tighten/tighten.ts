import type { Inventory } from "../../inventory/inventory.ts";
import type { KubeObject } from "../../model/objects.ts";
import { refOf } from "../../model/read.ts";
import { isBroad } from "../readers/expected.ts";
import type { SecretName } from "../readers/link-copies.ts";
import { type AccessModel, accessModel, type ReadersOptions } from "../readers/readers.ts";
import type { TechniqueId } from "../readers/techniques.ts";
import { type Cut, findCuts, type Left, type Refuse } from "./cuts.ts";
import { Draft, inventoryWith } from "./draft.ts";
import { giveBack, tightenExpected } from "./expected-readers.ts";
import { knownIn } from "./known.ts";
import { identityOf, manifestOf } from "./manifests.ts";
import { brokenOf, keptOf, type Readers, readersOf, remainingOf, unexpectedIn, unmovedIn } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import { type Rendered, render } from "./render.ts";
import { gainsOf, lossesOf, writtenOutOf } from "./tell.ts";
import { isServersOwn } from "./untouchable.ts";

export interface TightenOptions extends ReadersOptions {
  /** Ways that stay open, and why that was asked for. */
  readonly keep?: ReadonlyMap<TechniqueId, string> | undefined;
}

/** Every round takes something away; a plan that is not done by then says what is left. */
const MOST_ROUNDS = 100;

/**
 * The roles and bindings with which nobody unexpected reads some Secrets: what leads to them is taken away step by step,
 * and the readers are found anew after each, until nothing is left that a role can take away. What comes out is judged
 * once more, as objects beside the rest of the input.
 */
export function tighten(inventory: Inventory, secrets: readonly SecretName[], options: TightenOptions = {}): Plan {
  const model = accessModel(inventory, options);
  const draft = new Draft(inventory, model.rbac, knownIn(inventory, model, secrets));
  const watches = secrets.length === 0 ? new Map() : tightenExpected(inventory, model, draft);
  const refuse: Refuse = (edge, cuts) =>
    options.keep?.get(edge.technique) ??
    cuts.map((cut) => whyNot(cut, draft)).find((reason) => reason !== null) ??
    null;
  giveBack(inventory, model, draft, { cuts: findCuts(model, secrets, refuse).cuts, watches });
  const left = tightenUnexpected(model, draft, secrets, { ...options, refuse });
  const before = readersOf(inventory, secrets, options);
  const judged = (): Readers & Rendered => {
    const { apply, remove } = render(model.rbac, draft.grants, draft.given);
    return { apply, remove, ...readersOf(applied(inventory, apply, remove), secrets, options) };
  };
  let after = judged();
  const unmoved = unmovedIn(before, after).filter((key) => draft.grants.some((grant) => grant.key === key));
  for (const key of unmoved) draft.restore(key);
  if (unmoved.length > 0) after = judged();
  const existing = new Set(inventory.objects.map(identityOf));
  const isNew = (object: KubeObject): boolean => !existing.has(identityOf(object));
  const { apply, remove } = after;
  return {
    secrets,
    apply: ordered(apply, isNew).map((object) => ({ isNew: isNew(object), manifest: manifestOf(object) })),
    remove: ordered(remove, isNew).map(refOf).toReversed(),
    losses: draft.grants.flatMap(lossesOf),
    gains: draft.given.flatMap(gainsOf),
    writtenOut: draft.grants.flatMap(writtenOutOf),
    kept: keptOf(after, watches),
    remaining: remainingOf(after, left),
    readers: unexpectedIn(before),
    broken: brokenOf(before, after, secrets, watches),
  };
}

/** The cluster as it is once the plan is carried out. */
function applied(inventory: Inventory, apply: readonly KubeObject[], remove: readonly KubeObject[]): Inventory {
  const gone = new Set([...apply, ...remove].map(identityOf));
  return inventoryWith(inventory, [...inventory.objects.filter((object) => !gone.has(identityOf(object))), ...apply]);
}

const KINDS = ["ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"];

/** Roles before what binds them, and what is new before what shrinks: nobody is without what he keeps in between. */
function ordered(objects: readonly KubeObject[], isNew: (object: KubeObject) => boolean): KubeObject[] {
  const key = (object: KubeObject): string =>
    [isNew(object) ? 0 : 1, KINDS.indexOf(object.kind), object.namespace ?? "", object.name].join(" ");
  return objects.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function tightenUnexpected(
  model: AccessModel,
  draft: Draft,
  secrets: readonly SecretName[],
  { refuse, ...options }: ReadersOptions & { readonly refuse: Refuse },
): readonly Left[] {
  let here = draft.isEmpty ? model : accessModel(draft.supposed(), options);
  for (let round = 0; ; round++) {
    const { cuts, left } = findCuts(here, secrets, refuse);
    const moved = cuts.filter(({ permit, wanted }) => draft.cut(permit, wanted)).length;
    if (moved === 0 || round === MOST_ROUNDS) return left;
    here = accessModel(draft.supposed(), options);
  }
}

/** Why a right cannot be taken away; null where it can. */
function whyNot({ permit, wanted }: Cut, draft: Draft): string | null {
  const { held, rule } = permit;
  const object = held?.binding.object;
  if (object !== undefined && isServersOwn(object)) {
    return `${object.kind} ${object.name} is Kubernetes' own, and lasthop changes none of those`;
  }
  if (draft.canCut(permit, wanted)) return null;
  const role = `${held?.binding.roleKind} ${held?.binding.roleName ?? rule.role.name}`;
  const what = `${role} allows "*", and RBAC has no "all but"`;
  const isAnybody = held !== null && held.subject.kind !== "ServiceAccount" && isBroad(held.subject.name);
  if (isAnybody)
    return `${what}: nearly everybody is ${held.subject.name}, take it out of ${object?.kind} ${object?.name}`;
  return `${what}: it needs a role that names what it uses`;
}
