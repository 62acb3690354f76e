import { Inventory } from "../../inventory/inventory.ts";
import type { KubeObject } from "../../model/objects.ts";
import { keyOf, type Permit } from "../readers/actors.ts";
import type { Binding, Rbac, Subject } from "../rbac.ts";
import { allowsAny, type Atom, type Piece, type Star, takeOut, type Wanted } from "./atoms.ts";
import type { Rule } from "../rule.ts";
import { bindingObject, changed, identityOf, roleObject, subjectEntries } from "./manifests.ts";
import { type Known, narrow } from "./narrow.ts";

/** What somebody has by one binding, taken apart. */
export interface Grant {
  readonly binding: Binding;
  /** Who, as the graph calls him. */
  readonly key: string;
  readonly subjects: readonly Subject[];
  readonly atoms: readonly Atom[];
  /** Rights that were taken out of it; what is left of them is among the atoms. */
  readonly pieces: readonly Piece[];
  readonly stars: readonly Star[];
}

/** What somebody expected had as a member of a group, in his own hands. */
export interface Given {
  readonly subject: Subject;
  readonly atoms: readonly Atom[];
  readonly from: Binding;
}

/** Grants that are no longer what the input says, and the inventory as it would be with them. */
export class Draft {
  readonly #inventory: Inventory;
  readonly #bindings: ReadonlyMap<string, Binding>;
  readonly #known: Known;
  readonly #grants = new Map<string, Grant>();
  readonly #given: Given[] = [];
  /** Bindings that stand for changed grants while the readers are found anew, with the grants. */
  readonly #stands = new Map<string, string>();

  /** @param rbac that of the inventory */
  constructor(inventory: Inventory, rbac: Rbac, known: Known) {
    this.#inventory = inventory;
    this.#bindings = new Map(rbac.bindings.map((binding) => [identityOf(binding.object), binding]));
    this.#known = known;
  }

  /** Whether all is as the input says. */
  get isEmpty(): boolean {
    return this.#grants.size === 0 && this.#given.length === 0;
  }

  get grants(): readonly Grant[] {
    return [...this.#grants.values()];
  }

  get given(): readonly Given[] {
    return this.#given;
  }

  /** Gives somebody rights of his own. */
  give(given: Given): void {
    this.#given.push(given);
  }

  /** Leaves somebody all that the input gives him. */
  restore(key: string): void {
    for (const [id, grant] of this.#grants) if (grant.key === key) this.#grants.delete(id);
  }

  /** Whether what would be left of a grant can be written down. */
  canCut(permit: Permit, wanted: Wanted): boolean {
    const grant = this.#grantOf(permit);
    return (
      grant !== null && grant.atoms.every((atom) => !gives(atom, permit, wanted) || takeOut(atom, wanted) !== null)
    );
  }

  /**
   * Takes a right away that a permit gives, from every rule of the binding that gives it.
   * @param left what stays of it; the next smaller right where nothing is said
   * @returns whether anything has changed
   */
  cut(permit: Permit, wanted: Wanted, left?: (taken: Atom) => readonly Atom[]): boolean {
    const grant = this.#grantOf(permit);
    if (grant === null) return false;
    const stars = [...grant.stars];
    const pieces = [...grant.pieces];
    let hit = false;
    const atoms = grant.atoms.flatMap((atom) => {
      const split = gives(atom, permit, wanted) ? takeOut(atom, wanted) : null;
      if (split === null) return [atom];
      hit = true;
      stars.push(...split.stars);
      if (atom.piece === null && split.taken.piece !== null) pieces.push(split.taken.piece);
      return [...split.rest, ...(left?.(split.taken) ?? narrow(split.taken, permit.cluster, this.#known))];
    });
    if (hit) this.#grants.set(grantKey(grant.binding.object, grant.key), { ...grant, atoms, pieces, stars });
    return hit;
  }

  /** The grant of the input that a permit comes from. */
  #grantOf({ held }: Permit): Grant | null {
    if (held === null) return null;
    const identity = identityOf(held.binding.object);
    const key = keyOf(held.subject);
    const id = this.#stands.get(identity) ?? grantKey(held.binding.object, key);
    const known = this.#grants.get(id);
    if (known !== undefined) return known;
    // One that some have left already has other subjects while the readers are found anew.
    const binding = this.#bindings.get(identity) ?? held.binding;
    const subjects = binding.subjects.filter((subject) => keyOf(subject) === key);
    const atoms = binding.rules.map((rule) => asWritten(rule, binding.namespace));
    return { binding, key, subjects, atoms, pieces: [], stars: [] };
  }

  /** The cluster as it would be, with a role and a binding of its own for each changed grant and place. */
  supposed(): Inventory {
    this.#stands.clear();
    const added: KubeObject[] = [];
    const touched = new Map<string, { binding: Binding; keys: Set<string> }>();
    for (const [id, { binding, key, subjects, atoms }] of this.#grants) {
      const own = identityOf(binding.object);
      const known = touched.get(own);
      if (known === undefined) touched.set(own, { binding, keys: new Set([key]) });
      else known.keys.add(key);
      for (const [scope, group] of Map.groupBy(atoms, (atom) => atom.scope)) {
        const [role, bound] = this.#stand(scope, group, subjects, added.length);
        this.#stands.set(identityOf(bound), id);
        added.push(role, bound);
      }
    }
    for (const { subject, atoms } of this.#given) {
      for (const [scope, group] of Map.groupBy(atoms, (atom) => atom.scope)) {
        added.push(...this.#stand(scope, group, [subject], added.length));
      }
    }
    const objects = this.#inventory.objects.flatMap((object) => {
      const change = touched.get(identityOf(object));
      return change === undefined ? [object] : withoutSubjects(change.binding, change.keys);
    });
    return inventoryWith(this.#inventory, [...objects, ...added]);
  }

  #stand(scope: string | null, atoms: readonly Atom[], subjects: readonly Subject[], number: number) {
    const name = `lasthop:supposed:${number}`;
    const inPlace = atoms.filter(({ rule }) => scope === null || rule.nonResourceURLs.length === 0);
    const role = roleObject(
      scope,
      name,
      inPlace.map(({ rule }) => rule),
    );
    return [role, bindingObject(scope, name, role, subjectEntries(subjects))] as const;
  }
}

function asWritten(rule: Rule, scope: string | null): Atom {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  return { scope, rule: { verbs, apiGroups, resources, resourceNames, nonResourceURLs }, piece: null, asWritten: true };
}

/** Whether a part of a grant gives the very right of a permit: in its place, with its names. */
function gives({ scope, rule }: Atom, permit: Permit, wanted: Wanted): boolean {
  const names = permit.rule.resourceNames;
  return (
    scope === permit.scope &&
    names.length === rule.resourceNames.length &&
    names.every((name, index) => name === rule.resourceNames[index]) &&
    allowsAny(rule, wanted)
  );
}

function grantKey(object: KubeObject, key: string): string {
  return `${identityOf(object)}\n${key}`;
}

/** A binding that names some subjects no longer; none where it would name nobody. */
export function withoutSubjects({ object, subjects }: Binding, keys: ReadonlySet<string>): KubeObject[] {
  const left = subjects.filter((subject) => !keys.has(keyOf(subject)));
  if (left.length === 0) return [];
  const entries = Array.isArray(object.body["subjects"]) ? object.body["subjects"] : [];
  return [changed(object, { subjects: left.map(({ index }): unknown => entries[index]) })];
}

/** The same cluster with other objects. */
export function inventoryWith(inventory: Inventory, objects: readonly KubeObject[]): Inventory {
  return new Inventory({ objects, summaries: [] }, { whole: inventory.whole });
}
