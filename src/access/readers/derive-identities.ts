import type { Inventory } from "../../inventory/inventory.ts";
import { MASTERS, serviceAccountOf } from "../request.ts";
import { type Actor, common, groupKey, type Permit, permitsOf, userKey } from "./actors.ts";
import { type Reach, reachOf, readsOwn, secretKey } from "./derive-direct.ts";
import { accountKeys, makers } from "./derive-workloads.ts";
import {
  ANY_GROUP,
  ANY_USER,
  anyAccount,
  fetches,
  type Graph,
  KUBELETS,
  kubeletReads,
  makesAndReads,
  type Node,
} from "./graph.ts";
import { lastPart } from "./permissions.ts";

const SIGNER = "kubernetes.io/kube-apiserver-client";
const NODE_SIGNER = "kubernetes.io/kube-apiserver-client-kubelet";

/** Leads to identities that somebody can take on. */
export function deriveIdentities(actor: Actor, graph: Graph, inventory: Inventory): void {
  impersonation(actor, graph);
  certificates(actor, graph);
  ownSecrets(actor, graph, inventory);
}

/** Groups are asked for besides a user or a ServiceAccount, never alone. */
function impersonation(actor: Actor, graph: Graph): void {
  const [users, accounts] = [permitsOf(actor, "beUser"), permitsOf(actor, "beAccount")];
  const lead = (key: string, permits: readonly Permit[]): void =>
    graph.link(actor.node, graph.node(key), { technique: "impersonate", permits });
  for (const permit of users) {
    // The name of a ServiceAccount under users is useless: serviceaccounts is asked.
    const keys = permit.names?.filter((name) => serviceAccountOf(name) === null).map(userKey) ?? [ANY_USER];
    for (const key of keys) lead(key, [permit]);
  }
  for (const permit of accounts) for (const key of accountKeys(permit)) lead(key, [permit]);
  const [as] = [...users.filter(namesUser), ...accounts];
  if (as === undefined) return;
  for (const permit of permitsOf(actor, "beGroup")) {
    const keys = permit.names?.map(groupKey) ?? [ANY_GROUP, groupKey(MASTERS)];
    for (const key of keys) lead(key, [as, permit]);
  }
}

/** Whether it lets somebody be any user at all: names of ServiceAccounts under users are never asked for. */
function namesUser({ names }: Permit): boolean {
  return names === null || names.some((name) => name !== "" && serviceAccountOf(name) === null);
}

/** A star after the domain is a wildcard in the names of signers, unlike everywhere else. */
function certificates(actor: Actor, graph: Graph): void {
  const [request] = permitsOf(actor, "requestCertificate");
  const [approve] = permitsOf(actor, "approveRequest");
  const approvesFor = (name: string): Permit | undefined =>
    permitsOf(actor, "approveSigner").find(
      ({ names }) => names === null || names.includes(name) || names.includes("kubernetes.io/*"),
    );
  if (request === undefined) return;
  const signer = approvesFor(SIGNER);
  if (approve !== undefined && signer !== undefined) {
    const permits = [request, approve, signer];
    for (const key of [ANY_USER, ANY_GROUP, anyAccount(null), KUBELETS]) {
      graph.link(actor.node, graph.node(key), { technique: "certificate", permits });
    }
    return;
  }
  // A certificate of a node is approved by hand, or by the controller manager for whoever may have it so.
  const nodeSigner = approvesFor(NODE_SIGNER);
  const byItself = permitsOf(actor, "requestNodeCertificate").find(({ names }) => names === null);
  const technique = "nodeCertificate";
  if (approve !== undefined && nodeSigner !== undefined) {
    graph.link(actor.node, graph.node(KUBELETS), { technique, permits: [request, approve, nodeSigner] });
  } else if (byItself !== undefined) {
    graph.link(actor.node, graph.node(KUBELETS), { technique, permits: [request, byItself] });
  }
}

type OwnSecretTechnique = "tokenSecret" | "mirror" | "fetchSecret" | "ownStore";

/** Makes Secrets that others fill: with a token, with a mirrored Secret, with what a store fetches. */
function ownSecrets(actor: Actor, graph: Graph, inventory: Inventory): void {
  const reads = readsOwn(actor, (namespace, name) => inventory.find("Secret.", namespace, name) !== undefined);
  if (reads.length === 0) return;
  const once = new Set<string>();
  const lead = (key: string, technique: OwnSecretTechnique, permits: readonly Permit[]): void => {
    if (once.has(key)) return;
    once.add(key);
    graph.link(actor.node, graph.node(key), { technique, permits });
  };
  for (const read of reads) {
    for (const permits of makers(permitsOf(actor, "makeSecret"))) {
      const scope = common(permits[0]?.scope ?? null, read.scope);
      if (scope === undefined) continue;
      lead(anyAccount(scope), "tokenSecret", [...permits, read]);
      lead(makesAndReads(scope), "mirror", [...permits, read]);
    }
    for (const permits of makers(permitsOf(actor, "fetchSecret"))) {
      const scope = common(permits[0]?.scope ?? null, read.scope);
      if (scope === undefined) continue;
      lead(fetches(scope), "fetchSecret", [...permits, read]);
      for (const [stores, where] of [
        [permitsOf(actor, "makeStore"), (store: Permit) => common(store.scope, scope)],
        [permitsOf(actor, "makeClusterStore"), () => null],
      ] as const) {
        for (const made of makers(stores)) {
          const first = made[0];
          const there = first === undefined ? undefined : where(first);
          if (there !== undefined) lead(anyAccount(there), "ownStore", [...made, ...permits, read]);
        }
      }
    }
  }
}

/** Whom a permit for constrained impersonation names, among those who read Secrets themselves. */
function targets(permit: Permit, kind: "User" | "Group" | "ServiceAccount", readers: readonly Actor[]): Actor[] {
  return readers.filter(({ node: { key } }) => {
    const user = key.startsWith("user ") ? key.slice("user ".length) : null;
    if (kind === "Group") {
      const group = key.startsWith("group ") ? key.slice("group ".length) : null;
      return group !== null && group !== MASTERS && (permit.names === null || permit.names.includes(group));
    }
    if (user === null) return false;
    const account = serviceAccountOf(user);
    if (kind === "User") {
      const node = user.startsWith("system:node:");
      return account === null && !node && (permit.names === null || permit.names.includes(user));
    }
    if (account === null || (permit.scope !== null && permit.scope !== account.namespace)) return false;
    return permit.names === null || permit.names.includes(account.name);
  });
}

/**
 * Constrained impersonation lends one request of somebody else: both may read the Secret, the one by his own right and
 * the other by impersonate-on. k8s.io/apiserver v0.36.3 pkg/endpoints/filters/impersonation/mode.go.
 */
export function deriveConstrained(actor: Actor, graph: Graph, readers: readonly Actor[]): void {
  const own = new Set(
    permitsOf(actor, "read")
      .filter(({ names }) => names === null)
      .map(({ scope }) => scope),
  );
  const modes = [
    ["likeUser", "User", "onAsUser"],
    ["likeAccount", "ServiceAccount", "onAsAccount"],
    ["likeGroup", "Group", "onAsUser"],
  ] as const;
  for (const [like, kind, on] of modes) {
    // Where somebody reads everything himself, nothing is to be lent.
    const lenders = permitsOf(actor, on).filter(({ scope }) => !own.has(null) && !own.has(scope));
    const wanted = lenders.length === 0 ? [] : permitsOf(actor, like);
    const named = permitsOf(actor, "likeUser").find(namesUser);
    if (kind === "Group" && named === undefined) continue;
    for (const permit of wanted) {
      const also = kind === "Group" && named !== undefined ? [named, permit] : [permit];
      for (const target of targets(permit, kind, readers)) lend(actor.node, graph, also, lenders, target);
    }
  }
  asNode(actor, graph, permitsOf(actor, "likeNode")[0], permitsOf(actor, "onAsNode"));
  // Only a ServiceAccount has a node of its own, and that is asked for with a star as its name.
  if (serviceAccountOf(actor.node.key.slice("user ".length)) === null) return;
  const self = permitsOf(actor, "likeOwnNode").find(({ names }) => names === null || names.includes("*"));
  asNode(actor, graph, self, permitsOf(actor, "onAsOwnNode"));
}

/** What a node may: it gets, lists and watches the Secrets that its pods refer to, each by its name. */
function asNode(actor: Actor, graph: Graph, node: Permit | undefined, lenders: readonly Permit[]): void {
  if (node === undefined) return;
  for (const lender of lenders) {
    const verbs = lender.verbs.map(lastPart).filter((verb) => ["get", "list", "watch"].includes(verb));
    const names = lender.names?.filter((name) => name !== "") ?? [null];
    if (verbs.length === 0) continue;
    for (const name of names) {
      const key = kubeletReads(lender.scope, name);
      graph.link(actor.node, graph.node(key), { technique: "constrainedNode", permits: [node, lender] });
    }
  }
}

function lend(from: Node, graph: Graph, permits: readonly Permit[], lenders: readonly Permit[], target: Actor): void {
  for (const lender of lenders) {
    const verbs = lender.verbs.map(lastPart);
    for (const lent of reachOf({ ...lender, verbs })) {
      for (const read of permitsOf(target, "read")) {
        for (const own of reachOf(read)) {
          const both = intersection(lent, own);
          if (both === null) continue;
          graph.link(from, graph.node(secretKey(both)), {
            technique: "constrained",
            permits: [...permits, lender, read],
          });
        }
      }
    }
  }
}

function intersection(a: Reach, b: Reach): Reach | null {
  const scope = common(a.scope, b.scope);
  const names = a.name === null || b.name === null || a.name === b.name;
  const verbs = a.verbs.filter((verb) => b.verbs.includes(verb));
  if (scope === undefined || !names || verbs.length === 0) return null;
  return { scope, name: a.name ?? b.name, verbs };
}
