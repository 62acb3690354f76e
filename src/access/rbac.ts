import type { Inventory } from "../inventory/inventory.ts";
import type { KubeObject } from "../model/objects.ts";
import { labels, list, text } from "../model/read.ts";
import { effectiveRules, isLive } from "./aggregation.ts";
import { type AccessRefusal, accessRefusals } from "./refusals.ts";
import { type Rule, rulesOf } from "./rule.ts";
import { serviceAccountUser } from "./request.ts";
import { SHIPPED_LABEL, SHIPPED_LABEL_VALUE, shippedObjects } from "./shipped/shipped.ts";

export interface AccessOptions {
  /**
   * Whether the controller manager aggregates ClusterRoles, as in every real cluster. Without it view, edit and admin
   * have no rules, and an aggregated ClusterRole has those that are written in it.
   */
  readonly aggregation?: boolean | undefined;
}

export interface Subject {
  readonly kind: "User" | "Group" | "ServiceAccount";
  /** Of a ServiceAccount; empty for the others, whatever the binding says. */
  readonly namespace: string;
  readonly name: string;
  readonly index: number;
}

/** A binding that the API server accepts. */
export interface Binding {
  readonly object: KubeObject;
  /** Where it counts; null for everywhere. */
  readonly namespace: string | null;
  readonly roleKind: string;
  readonly roleName: string;
  /** null while nobody has made the role. */
  readonly role: KubeObject | null;
  readonly rules: readonly Rule[];
  readonly subjects: readonly Subject[];
}

export interface RefusedObject {
  readonly object: KubeObject;
  readonly reasons: readonly AccessRefusal[];
}

const GROUP = "rbac.authorization.k8s.io";

/** All roles and bindings that are in force, from the inventory and from the server itself. */
export class Rbac {
  /** ClusterRoleBindings first, as the authorizer asks them; in canonical order. */
  readonly bindings: readonly Binding[];
  /** Roles by `kind|namespace|name`, with the rules that are in force. */
  readonly roles: ReadonlyMap<string, FoundRole>;
  /** Objects of the input that the API server refuses; they grant nothing. */
  readonly refused: readonly RefusedObject[];

  constructor(inventory: Inventory, options: AccessOptions = {}) {
    const refused: RefusedObject[] = [];
    const accepted = (kind: string): KubeObject[] =>
      withShipped(kind, inventory.all(`${kind}.${GROUP}`)).filter((object) => {
        const reasons = accessRefusals(object);
        if (reasons.length > 0) refused.push({ object, reasons });
        return reasons.length === 0;
      });
    const clusterRoles = accepted("ClusterRole");
    const clusterRules = effectiveRules(clusterRoles, options.aggregation ?? true);
    const found = new Map<string, FoundRole>();
    for (const role of clusterRoles) {
      found.set(roleKey("ClusterRole", "", role.name), { role, rules: clusterRules.get(role.name) ?? [] });
    }
    for (const role of accepted("Role")) {
      found.set(roleKey("Role", role.namespace ?? "", role.name), { role, rules: rulesOf(role) });
    }
    const bindings = [...accepted("ClusterRoleBinding"), ...accepted("RoleBinding")];
    this.roles = found;
    this.bindings = bindings.map((object) => bindingOf(object, found));
    this.refused = refused;
  }
}

export interface FoundRole {
  readonly role: KubeObject;
  readonly rules: readonly Rule[];
}

function roleKey(kind: string, namespace: string, name: string): string {
  return `${kind}|${namespace}|${name}`;
}

/**
 * The objects of a kind with those that the server ships, which are supposed to be there: every API server makes them
 * at its start. An object of the input stands for the shipped one of its name. Where the input was read from a cluster
 * and shows shipped ones, it shows all that are left of them, and none is added.
 */
function withShipped(kind: string, own: readonly KubeObject[]): KubeObject[] {
  if (own.some((object) => isLive(object) && labels(object)[SHIPPED_LABEL] === SHIPPED_LABEL_VALUE)) return [...own];
  const taken = new Set(own.map((object) => `${object.namespace}|${object.name}`));
  const added = shippedObjects().filter(
    (object) => object.kind === kind && !taken.has(`${object.namespace}|${object.name}`),
  );
  return [...own, ...added].sort(byName);
}

function byName(a: KubeObject, b: KubeObject): number {
  const [left, right] = [`${a.namespace ?? ""}|${a.name}`, `${b.namespace ?? ""}|${b.name}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

function bindingOf(object: KubeObject, roles: ReadonlyMap<string, FoundRole>): Binding {
  const roleKind = text(object.body, "roleRef", "kind") ?? "";
  const roleName = text(object.body, "roleRef", "name") ?? "";
  const found = roles.get(roleKey(roleKind, roleKind === "Role" ? (object.namespace ?? "") : "", roleName));
  return {
    object,
    namespace: object.namespace,
    roleKind,
    roleName,
    role: found?.role ?? null,
    rules: found?.rules ?? [],
    subjects: list(object.body, "subjects").map((subject, index) => subjectOf(subject, index, object.namespace)),
  };
}

/** kubernetes v1.36.3 pkg/registry/rbac/validation/rule.go appliesToUser. */
function subjectOf(subject: unknown, index: number, bindingNamespace: string | null): Subject {
  const name = text(subject, "name") ?? "";
  const kind = text(subject, "kind");
  if (kind === "User" || kind === "Group") return { kind, namespace: "", name, index };
  return { kind: "ServiceAccount", namespace: text(subject, "namespace") || bindingNamespace || "", name, index };
}

/** The user name that a User or ServiceAccount subject means; null for a group. */
export function userOf(subject: Subject): string | null {
  if (subject.kind === "Group") return null;
  return subject.kind === "User" ? subject.name : serviceAccountUser(subject.namespace, subject.name);
}
