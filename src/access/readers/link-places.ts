import type { Inventory } from "../../inventory/inventory.ts";
import { annotation } from "../../model/read.ts";
import { ALL_SERVICE_ACCOUNTS, MASTERS, serviceAccountOf } from "../request.ts";
import { groupKey } from "./actors.ts";
import {
  ANY_GROUP,
  ANY_USER,
  accountsNamed,
  administers,
  anyAccount,
  anySecret,
  besidePod,
  besidePods,
  type Graph,
  insideNode,
  insidePod,
  insidePods,
  KUBELETS,
  kubeletReads,
  type Node,
  oneSecret,
} from "./graph.ts";
import { accountKey, isTokenSecret, type PodIndex, type PodSpec } from "./pods.ts";

/** Leads from what takes in many to each of them, as far as somebody is there for whom it matters. */
export function linkPlaces(graph: Graph, pods: PodIndex, inventory: Inventory): void {
  const namespaces = new Set([
    ...inventory.all("Namespace.").map(({ name }) => name),
    ...inventory.objects.flatMap(({ namespace }) => namespace ?? []),
  ]);
  // Also those whom no binding names: they are in groups.
  for (const node of graph.nodes()) linkIdentity(node, graph, namespaces);
  linkTokens(graph, inventory);
  for (const pod of pods.pods) linkPod(pod, graph);
  for (const namespace of namespaces) linkNamespace(namespace, graph);
  graph.link(graph.node(groupKey("system:nodes"), "principal"), graph.node(KUBELETS), {
    technique: "kubelet",
    permits: [],
  });
  const everything = graph.node(administers(null));
  graph.link(everything, graph.node(anySecret(null)), { technique: "administers", permits: [] });
  const masters = graph.node(groupKey(MASTERS), "principal");
  graph.link(masters, graph.node(anySecret(null)), { technique: "masters", permits: [] });
}

function linkIdentity(node: Node, graph: Graph, namespaces: Set<string>): void {
  const user = node.key.startsWith("user ") ? node.key.slice("user ".length) : null;
  const account = user === null ? null : serviceAccountOf(user);
  const via = (key: string): void => graph.link(graph.node(key), node, { technique: "covers", permits: [] });
  if (account !== null) {
    namespaces.add(account.namespace);
    via(anyAccount(account.namespace));
    via(accountsNamed(account.name));
    linkGroups(account.namespace, node, graph);
  } else if (user !== null) via(ANY_USER);
  else if (node.key.startsWith("group ") && node.key !== groupKey(MASTERS)) via(ANY_GROUP);
}

/** Every namespace takes part in what counts for all of them. */
function linkNamespace(namespace: string, graph: Graph): void {
  const link = (from: string, to: string): void => {
    // Only where the end matters to somebody: most namespaces have neither bindings nor pods.
    const known = graph.known(to);
    if (known !== undefined) graph.link(graph.node(from), known, { technique: "covers", permits: [] });
  };
  const admin = graph.known(administers(namespace));
  if (admin !== undefined) {
    graph.link(admin, graph.node(anySecret(namespace)), { technique: "administers", permits: [] });
    graph.link(admin, graph.node(anyAccount(namespace)), { technique: "administers", permits: [] });
    graph.link(admin, graph.node(insidePods(namespace)), { technique: "administers", permits: [] });
  }
  link(insidePods(null), insidePods(namespace));
  link(besidePods(null), besidePods(namespace));
  linkGroups(namespace, graph.node(anyAccount(namespace)), graph);
  link(anyAccount(null), anyAccount(namespace));
}

/** Whoever acts as a ServiceAccount of a namespace is in its groups. */
function linkGroups(namespace: string, from: Node, graph: Graph): void {
  for (const group of [`${ALL_SERVICE_ACCOUNTS}:${namespace}`, ALL_SERVICE_ACCOUNTS]) {
    const known = graph.known(groupKey(group));
    if (known !== undefined) graph.link(from, known, { technique: "member", permits: [] });
  }
}

/** Whoever reads a legacy token Secret is its ServiceAccount. */
function linkTokens(graph: Graph, inventory: Inventory): void {
  for (const secret of inventory.all("Secret.")) {
    const namespace = secret.namespace ?? "";
    if (!isTokenSecret(inventory, namespace, secret.name)) continue;
    const account = graph.known(accountKey(namespace, annotation(secret, "kubernetes.io/service-account.name") ?? ""));
    if (account === undefined) continue;
    const path = ["metadata", "annotations", "kubernetes.io/service-account.name"];
    graph.link(coveredSecret(graph, namespace, secret.name), account, {
      technique: "holdsToken",
      permits: [],
      object: secret,
      path,
    });
  }
}

/** The node of one Secret, to which rights to all Secrets of its namespace and to its name lead. */
export function coveredSecret(graph: Graph, namespace: string, name: string): Node {
  const node = graph.node(oneSecret(namespace, name));
  if (node.into.some(({ from }) => from.key === anySecret(namespace))) return node;
  graph.link(graph.node(anySecret(namespace)), node, { technique: "covers", permits: [] });
  graph.link(graph.node(oneSecret(null, name)), node, { technique: "covers", permits: [] });
  return node;
}

function linkPod(pod: PodSpec, graph: Graph): void {
  const { object, namespace, podName, nodeName } = pod;
  const beside = graph.node(besidePods(namespace));
  const inside = graph.node(insidePods(namespace));
  if (!inside.into.some(({ from }) => from === beside)) {
    graph.link(beside, inside, { technique: "covers", permits: [] });
  }
  // Where nobody says on which node a pod runs, it may be on any.
  // A single pod matters only where somebody has a right to it by its name.
  const named =
    podName === null ? [] : [namespace, null].flatMap((scope) => graph.known(insidePod(scope, podName)) ?? []);
  const besideNamed =
    podName === null ? [] : [namespace, null].flatMap((scope) => graph.known(besidePod(scope, podName)) ?? []);
  const onNode =
    nodeName === null ? graph.nodesInside() : [graph.known(insideNode(nodeName))].filter((node) => node !== undefined);
  const insiders = [inside, ...named, ...besideNamed, ...onNode];
  const account = graph.known(accountKey(namespace, pod.account));
  if (pod.hasToken && account !== undefined) {
    const path = [...pod.path, "serviceAccountName"];
    for (const from of insiders) graph.link(from, account, { technique: "podRunsAs", permits: [], object, path });
  }
  for (const { name, by, path } of pod.secrets) {
    const secret = graph.node(oneSecret(namespace, name));
    const edge = { technique: "mounts", permits: [], object, path } as const;
    const froms = by === "container" ? insiders : by === "volume" ? [beside, ...besideNamed] : [];
    for (const from of froms) if (!leads(from, secret)) graph.link(from, secret, edge);
    const some = [namespace, null].flatMap((scope) => graph.known(kubeletReads(scope, name)) ?? []);
    const own = graph.known(kubeletReads(namespace, null));
    for (const kubelet of [graph.node(KUBELETS), ...some, ...(own === undefined ? [] : [own])]) {
      if (!leads(kubelet, secret)) graph.link(kubelet, secret, { ...edge, technique: "kubelet" });
    }
  }
}

function leads(from: Node, to: Node): boolean {
  return to.into.some((edge) => edge.from === from);
}
