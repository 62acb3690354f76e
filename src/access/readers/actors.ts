import type { Binding, Rbac, Subject } from "../rbac.ts";
import { userOf } from "../rbac.ts";
import type { Rule } from "../rule.ts";
import type { Graph, Node } from "./graph.ts";
import { type Permission, type PermissionId, permissionsOf } from "./permissions.ts";

/** A permission in somebody's hands. */
export interface Permit extends Permission {
  /** The namespace where it counts; null for everywhere. */
  readonly scope: string | null;
  /** How it came into those hands; null for a role that one could be bound to. */
  readonly held: Held | null;
}

interface Held {
  readonly binding: Binding;
  readonly subject: Subject;
}

/** Somebody with permissions: a subject of bindings, or a role that stands for whoever binds it to himself. */
export interface Actor {
  readonly node: Node;
  readonly permits: ReadonlyMap<PermissionId, readonly Permit[]>;
  readonly bindings: readonly Binding[];
}

/** The key of a user, a ServiceAccount (which is a user) or a group. */
export function userKey(user: string): string {
  return `user ${user}`;
}

export function groupKey(group: string): string {
  return `group ${group}`;
}

export function keyOf(subject: Subject): string {
  const user = userOf(subject);
  return user === null ? groupKey(subject.name) : userKey(user);
}

/** Everybody whom a binding names, each once, with all that is granted to him by that name. */
export function actorsOf(rbac: Rbac, graph: Graph): Actor[] {
  const found = new Map<string, { permits: Map<PermissionId, Permit[]>; bindings: Binding[] }>();
  for (const binding of rbac.bindings) {
    const seen = new Set<string>();
    for (const subject of binding.subjects) {
      const key = keyOf(subject);
      if (seen.has(key)) continue;
      seen.add(key);
      let actor = found.get(key);
      if (actor === undefined) found.set(key, (actor = { permits: new Map(), bindings: [] }));
      actor.bindings.push(binding);
      collect(actor.permits, binding.rules, binding.namespace, { binding, subject });
    }
  }
  return [...found].map(([key, actor]) => ({ node: graph.node(key, "principal"), ...actor }));
}

/** What somebody could do who were bound to a role. */
export function roleActor(node: Node, rules: readonly Rule[], scope: string | null): Actor {
  const permits = new Map<PermissionId, Permit[]>();
  collect(permits, rules, scope, null);
  return { node, permits, bindings: [] };
}

function collect(
  into: Map<PermissionId, Permit[]>,
  rules: readonly Rule[],
  scope: string | null,
  held: Held | null,
): void {
  for (const rule of rules) {
    for (const permission of permissionsOf(rule)) {
      if (permission.cluster && scope !== null) continue;
      const permit: Permit = { ...permission, scope, held };
      const known = into.get(permission.id);
      if (known === undefined) into.set(permission.id, [permit]);
      else known.push(permit);
    }
  }
}

/** Permits of an actor, none where he has none of the kind. */
export function permitsOf({ permits }: Pick<Actor, "permits">, id: PermissionId): readonly Permit[] {
  return permits.get(id) ?? [];
}

/** Whether it allows a request that names nothing: plain list and watch, every create. */
export function nameless({ names }: Permit): boolean {
  return names === null || names.includes("");
}

/** Where two permits both count; undefined for nowhere. */
export function common(a: string | null, b: string | null): string | null | undefined {
  if (a === null) return b;
  return b === null || a === b ? a : undefined;
}
