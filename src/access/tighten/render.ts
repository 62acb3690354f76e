import type { KubeObject } from "../../model/objects.ts";
import { keyOf } from "../readers/actors.ts";
import type { Binding, FoundRole, Rbac } from "../rbac.ts";
import type { Shape } from "./atoms.ts";
import { type Given, type Grant, withoutSubjects } from "./draft.ts";
import { bindingObject, changed, identityOf, roleObject, ruleManifest, subjectEntries } from "./manifests.ts";
import { keyOfRules, mergedRules, sameRules } from "./merge.ts";
import { isServersOwn } from "./untouchable.ts";

/** Objects to apply, new ones among them, and others to delete. */
export interface Rendered {
  readonly apply: readonly KubeObject[];
  readonly remove: readonly KubeObject[];
}

/** What several subjects of one binding have left of it, by place; null for the whole cluster. */
interface Part {
  readonly binding: Binding;
  readonly grants: readonly Grant[];
  readonly rules: ReadonlyMap<string | null, readonly Shape[]>;
}

/**
 * Changed grants as roles and bindings. A role whose bindings all change alike is changed itself; otherwise those who
 * lose something leave the binding for a new one, since what a binding refers to can never be changed.
 */
export function render(rbac: Rbac, grants: readonly Grant[], given: readonly Given[]): Rendered {
  const parts = partsOf(grants);
  const apply: KubeObject[] = [];
  const remove: KubeObject[] = [];
  const names = new Names(rbac);
  const inPlace = rolesInPlace(rbac, parts);
  for (const [role, rules] of inPlace) {
    if (rules.length === 0) remove.push(role);
    else apply.push(changed(role, { rules: rules.map(ruleManifest) }));
  }
  for (const [binding, own] of Map.groupBy(parts, (part) => part.binding)) {
    const kept = binding.role !== null && (inPlace.get(binding.role)?.length ?? 0) > 0;
    if (!kept) {
      const left = withoutSubjects(binding, new Set(own.flatMap((part) => part.grants.map(({ key }) => key))));
      if (left.length === 0) remove.push(binding.object);
      apply.push(...left);
    }
    for (const part of own) apply.push(...bindAnew(part, kept, names));
  }
  for (const { subject, atoms } of given) {
    for (const [scope, own] of Map.groupBy(atoms, (atom) => atom.scope)) {
      const who = subject.kind === "ServiceAccount" ? `${subject.namespace}-${subject.name}` : subject.name;
      const name = `${who.replaceAll(/[/%]/g, "-")}-reads-secrets`;
      const role = roleObject(
        scope,
        names.free(scope === null ? "ClusterRole" : "Role", scope, name),
        mergedRules(own),
      );
      const free = names.free(scope === null ? "ClusterRoleBinding" : "RoleBinding", scope, name);
      apply.push(role, bindingObject(scope, free, role, subjectEntries([subject])));
    }
  }
  return { apply, remove };
}

function partsOf(grants: readonly Grant[]): Part[] {
  const parts = new Map<string, { binding: Binding; grants: Grant[]; rules: Part["rules"] }>();
  for (const grant of grants) {
    const rules = new Map<string | null, readonly Shape[]>();
    for (const [scope, atoms] of Map.groupBy(grant.atoms, (atom) => atom.scope)) {
      const merged = mergedRules(atoms);
      if (merged.length > 0) rules.set(scope, merged);
    }
    const said = [...rules].map(([scope, own]) => `${JSON.stringify(scope)}\n${keyOfRules(own)}`);
    const key = [identityOf(grant.binding.object), ...said.sort()].join("\n\n");
    const known = parts.get(key);
    if (known === undefined) parts.set(key, { binding: grant.binding, grants: [grant], rules });
    else known.grants.push(grant);
  }
  return [...parts.values()];
}

/** Roles that can be changed where they stand, with their rules: nobody keeps what they said before. */
function rolesInPlace(rbac: Rbac, parts: readonly Part[]): Map<KubeObject, readonly Shape[]> {
  const found = new Map<KubeObject, readonly Shape[]>();
  const shared = partsOfOthers([...rbac.roles.values()]);
  for (const [role, bindings] of Map.groupBy(rbac.bindings, (binding) => binding.role)) {
    if (role === null || isServersOwn(role) || shared.has(role)) continue;
    const own = parts.filter(({ binding }) => binding.role === role);
    // What it says goes on to be said in some namespaces.
    if (own.some(({ binding, rules }) => [...rules.values()].some((said) => sameRules(said, binding.rules)))) continue;
    const changed = new Set(
      own.flatMap(({ binding, grants }) => grants.map(({ key }) => `${bindings.indexOf(binding)} ${key}`)),
    );
    const all = bindings.every((binding, index) =>
      binding.subjects.every((subject) => changed.has(`${index} ${keyOf(subject)}`)),
    );
    const [first, ...others] = own.map(({ binding, rules }) => rules.get(binding.namespace) ?? []);
    if (!all || first === undefined || !others.every((rules) => sameRules(rules, first))) continue;
    found.set(role, first);
  }
  return found;
}

/** Roles that are parts of aggregated ones, and those themselves: what they say is not theirs alone. */
function partsOfOthers(roles: readonly FoundRole[]): Set<KubeObject> {
  const shared = new Set<KubeObject>();
  for (const { role, rules } of roles) {
    if (role.body["aggregationRule"] !== undefined) shared.add(role);
    for (const rule of rules) if (rule.role !== role) shared.add(rule.role);
  }
  return shared;
}

/** New roles and bindings for what is left in each place; those of many namespaces share one ClusterRole. */
function bindAnew({ binding, grants, rules }: Part, kept: boolean, names: Names): KubeObject[] {
  const subjects = subjectEntries(grants.flatMap((grant) => grant.subjects.slice(0, 1)));
  const objects: KubeObject[] = [];
  const { name } = binding.object;
  const places = [...rules].filter(([scope]) => !(kept && scope === binding.namespace));
  for (const [, same] of Map.groupBy(places, ([scope, own]) => (scope === null ? null : keyOfRules(own)))) {
    const [[scope, own] = [null, []]] = same;
    const role = roleFor(
      binding,
      own,
      same.length > 1 ? null : scope,
      same.length > 1 ? "in-namespaces" : "tightened",
      names,
    );
    if (role.isNew) objects.push(role.object);
    for (const [place] of same) {
      const free = names.free(
        place === null ? "ClusterRoleBinding" : "RoleBinding",
        place,
        role.isNew ? `${name}-tightened` : name,
      );
      objects.push(bindingObject(place, free, role.object, subjects));
    }
  }
  return objects;
}

/** The binding's own ClusterRole where that says the same, or else a new role. */
function roleFor(binding: Binding, rules: readonly Shape[], scope: string | null, suffix: string, names: Names) {
  const { role, object } = binding;
  if (role !== null && role.kind === "ClusterRole" && binding.namespace === null && sameRules(rules, binding.rules)) {
    return { object: role, isNew: false };
  }
  const name = names.free(scope === null ? "ClusterRole" : "Role", scope, `${object.name}-${suffix}`);
  const inPlace = scope === null ? rules : rules.filter(({ nonResourceURLs }) => nonResourceURLs.length === 0);
  return { object: roleObject(scope, name, inPlace), isNew: true };
}

/** Names that no object has. */
class Names {
  readonly #taken: Set<string>;

  constructor({ roles, bindings }: Rbac) {
    const objects = [...[...roles.values()].map(({ role }) => role), ...bindings.map(({ object }) => object)];
    this.#taken = new Set(objects.map(identityOf));
  }

  free(kind: string, namespace: string | null, wanted: string): string {
    for (let number = 1; ; number++) {
      const name = number === 1 ? wanted : `${wanted}-${number}`;
      const identity = identityOf({ kind, namespace, name });
      if (this.#taken.has(identity)) continue;
      this.#taken.add(identity);
      return name;
    }
  }
}
