import type { Inventory } from "../../inventory/inventory.ts";
import type { KubeObject } from "../../model/objects.ts";
import { annotation, labels, list, text } from "../../model/read.ts";
import { anySecret, fetches, type Graph, makesAndReads } from "./graph.ts";
import { coveredSecret } from "./link-places.ts";

const REFLECTOR = "reflector.v1.k8s.emberstack.com/";
const REPLICATOR = "replicator.v1.mittwald.de/";
const SEALING_KEY = "sealedsecrets.bitnami.com/sealed-secrets-key";

/** Leads to Secrets from where their content is too: mirrors, stores, releases, sealed and shared keys. */
export function linkCopies(graph: Graph, inventory: Inventory, sameKey: readonly (readonly SecretName[])[]): void {
  const namespaces = [...new Set(inventory.objects.flatMap(({ namespace }) => namespace ?? []))];
  for (const secret of inventory.all("Secret.")) {
    linkMirrors(secret, graph, namespaces);
    linkRelease(secret, graph);
  }
  linkSealed(graph, inventory);
  linkClones(graph, inventory, namespaces);
  linkStores(graph, inventory, namespaces);
  for (const group of sameKey) linkSameKey(graph, group);
}

export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

function linkMirrors(secret: KubeObject, graph: Graph, namespaces: readonly string[]): void {
  const { name } = secret;
  const namespace = secret.namespace ?? "";
  const allowed = annotation(secret, `${REFLECTOR}reflection-allowed`) === "true";
  const copied = new Set<string>();
  const path = (key: string) => ["metadata", "annotations", key];
  if (allowed) {
    const fits = patterns(annotation(secret, `${REFLECTOR}reflection-allowed-namespaces`));
    const key = `${REFLECTOR}reflection-allowed`;
    const target = coveredSecret(graph, namespace, name);
    for (const other of [null, ...namespaces.filter(fits)]) {
      const from = graph.known(makesAndReads(other));
      if (from === undefined) continue;
      graph.link(from, target, { technique: "mirror", permits: [], object: secret, path: path(key) });
    }
    if (annotation(secret, `${REFLECTOR}reflection-auto-enabled`) === "true") {
      const auto = patterns(annotation(secret, `${REFLECTOR}reflection-auto-namespaces`));
      for (const other of namespaces.filter((item) => fits(item) && auto(item))) copied.add(other);
    }
  }
  const replicated = annotation(secret, `${REPLICATOR}replicate-to`);
  if (replicated !== undefined) for (const other of namespaces.filter(patterns(replicated))) copied.add(other);
  for (const other of copied) {
    if (other === namespace) continue;
    const key = replicated === undefined ? `${REFLECTOR}reflection-auto-enabled` : `${REPLICATOR}replicate-to`;
    const copy = coveredSecret(graph, other, name);
    const target = coveredSecret(graph, namespace, name);
    graph.link(copy, target, { technique: "copied", permits: [], object: secret, path: path(key) });
  }
}

/** Names or expressions with commas between them; none of them, or nothing, is every namespace. */
function patterns(written: string | undefined): (namespace: string) => boolean {
  const parts = (written ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  if (parts.length === 0) return () => true;
  const tests = parts.map(expression);
  return (namespace) => tests.some((test) => test(namespace));
}

/** Expressions of an input are bounded: one that is long or does not parse is compared as a name. */
function expression(part: string): (namespace: string) => boolean {
  if (/^[a-z0-9-]+$/.test(part) || part.length > 100 || /[+*)}]\s*[+*{]/.test(part))
    return (namespace) => namespace === part;
  try {
    const compiled = new RegExp(`^(?:${part})$`);
    return (namespace) => compiled.test(namespace);
  } catch {
    return (namespace) => namespace === part;
  }
}

function linkRelease(secret: KubeObject, graph: Graph): void {
  const release = annotation(secret, "meta.helm.sh/release-name");
  const namespace = secret.namespace ?? "";
  const where = annotation(secret, "meta.helm.sh/release-namespace") ?? namespace;
  if (release === undefined || labels(secret)["app.kubernetes.io/managed-by"] !== "Helm" || where === namespace) return;
  graph.link(graph.node(anySecret(where)), coveredSecret(graph, namespace, secret.name), {
    technique: "release",
    permits: [],
    object: secret,
    path: ["metadata", "annotations", "meta.helm.sh/release-name"],
  });
}

/** Kyverno makes copies by rules; where one says the namespace by a variable, it may be any. */
function linkClones(graph: Graph, inventory: Inventory, namespaces: readonly string[]): void {
  for (const policy of inventory.all("ClusterPolicy.kyverno.io")) {
    for (const [index, rule] of list(policy.body, "spec", "rules").entries()) {
      const [kind, copy] = [text(rule, "generate", "kind"), text(rule, "generate", "name")];
      const [from, name] = [text(rule, "generate", "clone", "namespace"), text(rule, "generate", "clone", "name")];
      if (kind !== "Secret" || copy === undefined || from === undefined || name === undefined) continue;
      const to = text(rule, "generate", "namespace") ?? "";
      const target = coveredSecret(graph, from, name);
      for (const other of to.includes("{{") ? namespaces : [to]) {
        if (other === from || other === "") continue;
        const node = copy.includes("{{") ? graph.node(anySecret(other)) : coveredSecret(graph, other, copy);
        const path = ["spec", "rules", index, "generate", "clone"];
        graph.link(node, target, { technique: "cloned", permits: [], object: policy, path });
      }
    }
  }
}

/** The key that opens SealedSecrets is in a Secret itself, which stays in its cluster. */
function linkSealed(graph: Graph, inventory: Inventory): void {
  const sealed = inventory.all("SealedSecret.bitnami.com");
  if (sealed.length === 0) return;
  const found = inventory.all("Secret.").filter((secret) => labels(secret)[SEALING_KEY] !== undefined);
  const keys =
    found.length > 0 ? found.map((key) => ({ key, node: coveredSecret(graph, key.namespace ?? "", key.name) })) : [];
  // Where the key is not in the input it is where the controller's manifests put it.
  const supposed = found.length > 0 ? [] : [graph.node(anySecret("kube-system"))];
  for (const object of sealed) {
    const name = text(object.body, "spec", "template", "metadata", "name") ?? object.name;
    const target = coveredSecret(graph, object.namespace ?? "", name);
    for (const { key, node } of keys) {
      graph.link(node, target, {
        technique: "unseals",
        permits: [],
        object: key,
        path: ["metadata", "labels", SEALING_KEY],
      });
    }
    for (const node of supposed) graph.link(node, target, { technique: "unseals", permits: [], object, path: [] });
  }
}

/** Stores of External Secrets that read Secrets of this cluster. */
function linkStores(graph: Graph, inventory: Inventory, namespaces: readonly string[]): void {
  for (const kind of ["ClusterSecretStore", "SecretStore"] as const) {
    for (const store of inventory.all(`${kind}.external-secrets.io`)) {
      const provider = ["spec", "provider", "kubernetes"] as const;
      const remote = text(store.body, ...provider, "remoteNamespace");
      // A server of its own is another cluster.
      const elsewhere = text(store.body, ...provider, "server", "url");
      if (remote === undefined || (elsewhere !== undefined && !/kubernetes\.default/.test(elsewhere))) continue;
      const conditions = list(store.body, "spec", "conditions").flatMap((item) => list(item, "namespaces"));
      const from = kind === "SecretStore" ? [store.namespace] : [null, ...namespaces];
      for (const scope of from) {
        if (scope !== null && conditions.length > 0 && !conditions.includes(scope)) continue;
        const known = graph.known(fetches(scope));
        if (known === undefined) continue;
        graph.link(known, graph.node(anySecret(remote)), {
          technique: "fetchSecret",
          permits: [],
          object: store,
          path: [...provider, "remoteNamespace"],
        });
      }
      if (kind === "SecretStore") {
        const everywhere = graph.known(fetches(null));
        if (everywhere === undefined) continue;
        graph.link(everywhere, graph.node(anySecret(remote)), {
          technique: "fetchSecret",
          permits: [],
          object: store,
          path: [...provider],
        });
      }
    }
  }
}

/** A key in more Secrets than this is no secret of any of them; listing the readers of all with each would drown them. */
export const MOST_WITH_ONE_KEY = 10;

function linkSameKey(graph: Graph, group: readonly SecretName[]): void {
  const [first] = group;
  if (first === undefined || group.length > MOST_WITH_ONE_KEY) return;
  const shared = graph.node(`key of ${first.namespace}/${first.name}`);
  for (const { namespace, name } of group) {
    const one = coveredSecret(graph, namespace, name);
    graph.link(one, shared, { technique: "sameKey", permits: [] });
    graph.link(shared, one, { technique: "covers", permits: [] });
  }
}
