import type { Inventory } from "../../inventory/inventory.ts";
import { type Actor, groupKey, type Permit, permitsOf } from "../readers/actors.ts";
import { PART_OF_KUBERNETES } from "../readers/expected.ts";
import type { AccessModel } from "../readers/readers.ts";
import type { Subject } from "../rbac.ts";
import { AUTHENTICATED, serviceAccountGroups, serviceAccountOf } from "../request.ts";
import type { Atom } from "./atoms.ts";
import type { Cut } from "./cuts.ts";
import type { Draft } from "./draft.ts";
import { isServersOwn } from "./untouchable.ts";
import { type Watched, WatchedNamespaces } from "./watched.ts";

/** What expected readers of every namespace need, by their keys in the graph. */
export type Watches = ReadonlyMap<string, Watched>;

/** Expected readers whose flags say that some namespaces will do get their right to Secrets in these alone. */
export function tightenExpected(inventory: Inventory, { actors, expected }: AccessModel, draft: Draft): Watches {
  const watched = new WatchedNamespaces(inventory);
  const watches = new Map<string, Watched>();
  for (const [node, actor] of actors) {
    const account = serviceAccountOf(node.key.replace(/^user /, ""));
    const reads = permitsOf(actor, "read").filter(({ scope }) => scope === null);
    const [permit] = reads;
    if (account === null || permit === undefined) continue;
    const reason = expected.reason(node.key, { from: node, technique: "direct", permits: [permit] });
    if (reason === null || reason === PART_OF_KUBERNETES) continue;
    const flags = watched.of(account.namespace, account.name);
    watches.set(node.key, flags);
    const { namespaces } = flags;
    if (namespaces === null) continue;
    if (reads.every((own) => canLose(own, draft))) {
      const left = (taken: Atom): Atom[] => namespaces.map((namespace) => ({ ...taken, scope: namespace }));
      for (const own of reads) draft.cut(own, wantedOf(own), left);
    } else {
      watches.set(node.key, {
        namespaces: null,
        reason: "its flags name namespaces, and its role cannot be taken apart",
      });
    }
  }
  return watches;
}

function wantedOf({ verbs, group, resource }: Permit) {
  return { verbs, group, resource, way: "its flags name the namespaces that it needs" };
}

function canLose(permit: Permit, draft: Draft): boolean {
  return permit.held !== null && !isServersOwn(permit.held.binding.object) && draft.canCut(permit, wantedOf(permit));
}

/**
 * Expected ones who read Secrets only as members of a group that everybody of their kind is in, and that is about to
 * lose that right, get it by their own names.
 */
export function giveBack(
  inventory: Inventory,
  model: AccessModel,
  draft: Draft,
  { cuts, watches }: { readonly cuts: readonly Cut[]; readonly watches: Watches },
): void {
  const lost = new Set(cuts.flatMap(({ permit }) => (permit.id === "read" ? [permit.rule] : [])));
  if (lost.size === 0) return;
  const actorOf = (key: string): Actor | undefined => {
    const node = model.graph.known(key);
    return node === undefined ? undefined : model.actors.get(node);
  };
  for (const key of model.expected.keys(inventory)) {
    const own = actorOf(key) ?? NOBODY;
    const only = watches.get(key)?.namespaces ?? null;
    for (const group of groupsOf(key)) {
      for (const permit of permitsOf(actorOf(groupKey(group)) ?? NOBODY, "read")) {
        const { held, scope } = permit;
        if (held === null || !lost.has(permit.rule) || holds(own, permit)) continue;
        const scopes = scope === null && only !== null ? only : [scope];
        const atoms = scopes.map((there) => atomOf(permit, there));
        draft.give({ subject: { ...subjectOf(key), index: 0 }, atoms, from: held.binding });
      }
    }
  }
}

/** Groups that the API server itself puts somebody in. */
function groupsOf(key: string): readonly string[] {
  const account = serviceAccountOf(key.replace(/^user /, ""));
  return account === null ? [AUTHENTICATED] : serviceAccountGroups(account.namespace);
}

function subjectOf(key: string): Omit<Subject, "index"> {
  const name = key.slice(key.indexOf(" ") + 1);
  const account = serviceAccountOf(name);
  if (key.startsWith("group ")) return { kind: "Group", namespace: "", name };
  return account === null ? { kind: "User", namespace: "", name } : { kind: "ServiceAccount", ...account };
}

const NOBODY: Pick<Actor, "permits"> = { permits: new Map() };

function atomOf({ verbs, names }: Permit, scope: string | null): Atom {
  const rule = { verbs, apiGroups: [""], resources: ["secrets"], resourceNames: names ?? [], nonResourceURLs: [] };
  return { scope, rule, piece: null, asWritten: false };
}

/** Whether somebody has a right to Secrets by himself. */
function holds(actor: Pick<Actor, "permits">, { verbs, names, scope }: Permit): boolean {
  return verbs.every((verb) =>
    permitsOf(actor, "read").some(
      (own) =>
        own.verbs.includes(verb) &&
        (own.scope === null || own.scope === scope) &&
        (own.names === null || (names !== null && names.every((name) => own.names?.includes(name) === true))),
    ),
  );
}
