import type { Rbac } from "../rbac.ts";
import type { Rule } from "../rule.ts";
import { type Actor, common, type Permit, permitsOf } from "./actors.ts";
import { makers } from "./derive-workloads.ts";
import { administers, type Graph } from "./graph.ts";

/** A role that somebody could be bound to, as a node of the graph; what it leads to is derived when it is first met. */
export type RoleNode = (
  kind: "Role" | "ClusterRole",
  name: string,
  scope: string | null,
  roleNamespace: string,
) => string;

/** Roles by namespace (empty for ClusterRoles), of which one may be bound. */
export interface RoleBook {
  readonly names: ReadonlyMap<string, readonly string[]>;
  rules(kind: "Role" | "ClusterRole", namespace: string, name: string): readonly Rule[];
}

export function roleBook(rbac: Rbac): RoleBook {
  const names = new Map<string, string[]>();
  for (const { role } of rbac.roles.values()) {
    const [namespace, name] = [role.namespace ?? "", role.name];
    const known = names.get(namespace);
    if (known === undefined) names.set(namespace, [name]);
    else known.push(name);
  }
  return {
    names,
    rules: (kind, namespace, name) => rbac.roles.get(`${kind}|${namespace}|${name}`)?.rules ?? [],
  };
}

/** Leads through roles that somebody binds to himself or adds rules to. */
export function deriveRoles(actor: Actor, graph: Graph, book: RoleBook, roleNode: RoleNode): void {
  binds(actor, graph, book, roleNode);
  escalates(actor, graph, book);
}

function binds(actor: Actor, graph: Graph, book: RoleBook, roleNode: RoleNode): void {
  const lead = (key: string, permits: readonly Permit[]): void =>
    graph.link(actor.node, graph.node(key), { technique: "bind", permits });
  const bindings = makers(permitsOf(actor, "makeBinding"));
  for (const bind of permitsOf(actor, "bindClusterRole")) {
    for (const permits of bindings) {
      const scope = common(permits[0]?.scope ?? null, bind.scope);
      if (scope === undefined) continue;
      if (bind.names === null) lead(administers(scope), [...permits, bind]);
      else for (const name of bind.names) lead(roleNode("ClusterRole", name, scope, ""), [...permits, bind]);
    }
    if (bind.scope !== null) continue;
    for (const permits of makers(permitsOf(actor, "makeClusterBinding"))) {
      if (bind.names === null) lead(administers(null), [...permits, bind]);
      else for (const name of bind.names) lead(roleNode("ClusterRole", name, null, ""), [...permits, bind]);
    }
  }
  for (const bind of permitsOf(actor, "bindRole")) {
    for (const permits of bindings) {
      const scope = common(permits[0]?.scope ?? null, bind.scope);
      if (scope === undefined) continue;
      const namespaces = scope === null ? [...book.names.keys()].filter((name) => name !== "") : [scope];
      for (const namespace of namespaces) {
        const there = book.names.get(namespace) ?? [];
        for (const name of there) {
          if (bind.names !== null && !bind.names.includes(name)) continue;
          lead(roleNode("Role", name, namespace, namespace), [...permits, bind]);
        }
      }
    }
  }
}

/** A role that somebody adds rules to has to be his, or one that he can empty or make, and bind while it is empty. */
function escalates(actor: Actor, graph: Graph, book: RoleBook): void {
  const pairs = [
    { kind: "Role", escalate: "escalateRole", edit: "editRole", make: "makeRole", bind: ["makeBinding"] },
    {
      kind: "ClusterRole",
      escalate: "escalateClusterRole",
      edit: "editClusterRole",
      make: "makeClusterRole",
      bind: ["makeBinding", "makeClusterBinding"],
    },
  ] as const;
  for (const { kind, escalate, edit, make, bind } of pairs) {
    for (const first of permitsOf(actor, escalate)) {
      for (const second of permitsOf(actor, edit)) {
        const scope = common(first.scope, second.scope);
        if (scope === undefined) continue;
        const permits = [first, second];
        const fits = (name: string): boolean => permits.every(({ names }) => names === null || names.includes(name));
        const where = new Set<string | null>();
        for (const { roleKind, roleName, namespace } of actor.bindings) {
          if (roleKind === kind && fits(roleName) && (scope === null || scope === namespace)) where.add(namespace);
        }
        const isThere = (namespace: string): boolean => (book.names.get(namespace) ?? []).some(fits);
        const makes = makers(permitsOf(actor, make));
        for (const [binder] of bind.flatMap((id) => makers(permitsOf(actor, id)))) {
          const there = binder === undefined ? undefined : common(binder.scope, scope);
          if (there === undefined) continue;
          const canMake = makes.some(([maker]) => maker !== undefined && common(maker.scope, there) !== undefined);
          if (canMake || (kind === "ClusterRole" && isThere(""))) where.add(there);
          else if (kind === "Role") {
            const namespaces = there === null ? [...book.names.keys()].filter((name) => name !== "") : [there];
            for (const namespace of namespaces) if (isThere(namespace)) where.add(namespace);
          }
        }
        for (const place of where) {
          graph.link(actor.node, graph.node(administers(place)), { technique: "escalate", permits });
        }
      }
    }
  }
}
