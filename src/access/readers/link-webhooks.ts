import type { Inventory } from "../../inventory/inventory.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { fields, labels, list, text } from "../../model/read.ts";
import { selects } from "../selector.ts";
import { anySecret, type Graph, type Node } from "./graph.ts";
import { coveredSecret } from "./link-places.ts";
import { accountKey, type PodIndex } from "./pods.ts";

/** Leads from the ServiceAccounts behind admission webhooks to the Secrets that these are sent. */
export function linkWebhooks(graph: Graph, pods: PodIndex, inventory: Inventory): void {
  for (const kind of ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]) {
    for (const object of inventory.all(`${kind}.admissionregistration.k8s.io`)) {
      for (const [index, webhook] of list(object.body, "webhooks").entries()) {
        if (!list(webhook, "rules").some(takesSecrets)) continue;
        const namespace = text(webhook, "clientConfig", "service", "namespace") ?? "";
        const name = text(webhook, "clientConfig", "service", "name") ?? "";
        for (const account of accountsBehind(namespace, name, pods, inventory)) {
          const node = graph.node(accountKey(namespace, account), "principal");
          linkSent({ webhook, object, path: ["webhooks", index, "rules"] }, node, graph, inventory);
        }
      }
    }
  }
}

/** Kubernetes gives every namespace this label, with its name. */
const NAME_LABEL = "kubernetes.io/metadata.name";

interface Webhook {
  readonly webhook: unknown;
  readonly object: KubeObject;
  readonly path: FieldPath;
}

/** All Secrets, or those that the webhook's selectors leave. */
function linkSent({ webhook, object, path }: Webhook, node: Node, graph: Graph, inventory: Inventory): void {
  const edge = { technique: "webhookServed", permits: [], object, path } as const;
  const [ofNamespace, ofObject] = [fields(webhook, "namespaceSelector"), fields(webhook, "objectSelector")];
  const everywhere = isEmpty(ofNamespace);
  if (everywhere && isEmpty(ofObject)) {
    graph.link(node, graph.node(anySecret(null)), edge);
    return;
  }
  const takes = (namespace: string): boolean => everywhere || takesNamespace(ofNamespace, namespace, inventory);
  if (isEmpty(ofObject)) {
    const namespaces = new Set(inventory.objects.flatMap((item) => item.namespace ?? []));
    for (const namespace of namespaces) if (takes(namespace)) graph.link(node, graph.node(anySecret(namespace)), edge);
    return;
  }
  for (const secret of inventory.all("Secret.")) {
    const namespace = secret.namespace ?? "";
    if (!takes(namespace) || !selects(ofObject, labels(secret))) continue;
    graph.link(node, coveredSecret(graph, namespace, secret.name), edge);
  }
  // Of a Secret that is still to be made, no labels are known but that it has those of its maker's template.
  for (const key of inventory.madeSecrets().keys()) {
    const slash = key.indexOf("/");
    const [namespace, name] = [key.slice(0, slash), key.slice(slash + 1)];
    const there = inventory.find("Secret.", namespace, name) !== undefined;
    if (there || !takes(namespace) || !selects(ofObject, {})) continue;
    graph.link(node, coveredSecret(graph, namespace, name), edge);
  }
}

function isEmpty(selector: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(fields(selector, "matchLabels")).length + list(selector, "matchExpressions").length === 0;
}

/** Where the input does not hold the namespace, only what the selector asks of its name can turn it away. */
function takesNamespace(selector: unknown, namespace: string, inventory: Inventory): boolean {
  const found = inventory.find("Namespace.", null, namespace);
  const own = { ...(found === undefined ? {} : labels(found)), [NAME_LABEL]: namespace };
  if (found !== undefined) return selects(selector, own);
  const wanted = Object.entries(fields(selector, "matchLabels")).filter(([key]) => key === NAME_LABEL);
  const terms = list(selector, "matchExpressions").filter((term) => text(term, "key") === NAME_LABEL);
  return selects({ matchLabels: Object.fromEntries(wanted), matchExpressions: terms }, own);
}

function takesSecrets(rule: unknown): boolean {
  const has = (key: string, ...wanted: string[]): boolean =>
    list(rule, key).some((value) => value === "*" || (typeof value === "string" && wanted.includes(value)));
  const operations = has("operations", "CREATE", "UPDATE", "DELETE");
  if (text(rule, "scope") === "Cluster") return false;
  return operations && has("apiGroups", "") && has("apiVersions", "v1") && has("resources", "secrets", "*/*");
}

function accountsBehind(namespace: string, name: string, pods: PodIndex, inventory: Inventory): Set<string> {
  const selector = fields(inventory.service(namespace, name)?.body, "spec", "selector");
  const wanted = Object.entries(selector);
  const found = new Set<string>();
  if (wanted.length === 0) return found;
  for (const pod of pods.pods) {
    if (pod.namespace !== namespace) continue;
    if (wanted.every(([key, value]) => pod.labels[key] === value)) found.add(pod.account);
  }
  return found;
}
