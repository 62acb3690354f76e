import type { Inventory } from "../../inventory/inventory.ts";
import type { KubeObject } from "../../model/objects.ts";
import { annotation, labels, list, text } from "../../model/read.ts";
import { anySecret, fetches, type Graph, makesAndReads } from "./graph.ts";
import { coveredSecret } from "./link-places.ts";
import { type Clone, clonesOf, type Mirror, mirrorsOf } from "./mirrors.ts";

const SEALING_KEY = "sealedsecrets.bitnami.com/sealed-secrets-key";

/** Leads to Secrets from where their content is too: mirrors, stores, releases, sealed and shared keys. */
export function linkCopies(graph: Graph, inventory: Inventory, sameKey: readonly (readonly SecretName[])[]): void {
  const namespaces = [...new Set(inventory.objects.flatMap(({ namespace }) => namespace ?? []))];
  for (const secret of inventory.all("Secret.")) {
    linkRelease(secret, graph);
  }
  linkSealed(graph, inventory);
  for (const mirror of mirrorsOf(inventory)) linkMirror(mirror, graph, namespaces);
  for (const clone of clonesOf(inventory)) linkClone(clone, graph, namespaces);
  linkStores(graph, inventory, namespaces);
  for (const group of sameKey) linkSameKey(graph, group, inventory);
}

export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

function linkMirror(mirror: Mirror, graph: Graph, namespaces: readonly string[]): void {
  const { namespace, name, object, path } = mirror;
  const target = coveredSecret(graph, namespace, name);
  const others = namespaces.filter((other) => other !== namespace && mirror.fits(other));
  for (const from of mirror.asked ? [null, ...others] : []) {
    const known = graph.known(makesAndReads(from));
    if (known !== undefined) graph.link(known, target, { technique: "mirror", permits: [], object, path });
  }
  for (const other of mirror.asked ? [] : others) {
    graph.link(coveredSecret(graph, other, name), target, { technique: "copied", permits: [], object, path });
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
function linkClone(clone: Clone, graph: Graph, namespaces: readonly string[]): void {
  const { namespace, name, policy, path, toNamespace, toName } = clone;
  const target = coveredSecret(graph, namespace, name);
  for (const other of toNamespace === null ? namespaces : [toNamespace]) {
    if (other === namespace) continue;
    const node = toName === null ? graph.node(anySecret(other)) : coveredSecret(graph, other, toName);
    graph.link(node, target, { technique: "cloned", permits: [], object: policy, path });
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

function linkSameKey(graph: Graph, group: readonly SecretName[], inventory: Inventory): void {
  const [first] = group;
  if (first === undefined || group.length > MOST_WITH_ONE_KEY) return;
  const shared = graph.node(`key of ${first.namespace}/${first.name}`);
  for (const { namespace, name } of group) {
    const one = coveredSecret(graph, namespace, name);
    const object = inventory.find("Secret.", namespace, name);
    graph.link(one, shared, { technique: "sameKey", permits: [], object, path: ["data", "tls.crt"] });
    graph.link(shared, one, { technique: "covers", permits: [] });
  }
}
