import type { Inventory } from "../../inventory/inventory.ts";
import { at, fields, isFields, list, text } from "../../model/read.ts";
import { anySecret, type Graph } from "./graph.ts";
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
          const path = ["webhooks", index, "rules"];
          graph.link(node, graph.node(anySecret(null)), { technique: "webhookServed", permits: [], object, path });
        }
      }
    }
  }
}

function takesSecrets(rule: unknown): boolean {
  const has = (key: string, ...wanted: string[]): boolean =>
    list(rule, key).some((value) => value === "*" || (typeof value === "string" && wanted.includes(value)));
  const operations = has("operations", "CREATE", "UPDATE", "DELETE");
  return operations && has("apiGroups", "") && has("resources", "secrets", "*/*");
}

function accountsBehind(namespace: string, name: string, pods: PodIndex, inventory: Inventory): Set<string> {
  const selector = fields(inventory.service(namespace, name)?.body, "spec", "selector");
  const wanted = Object.entries(selector);
  const found = new Set<string>();
  if (wanted.length === 0) return found;
  for (const pod of pods.pods) {
    if (pod.namespace !== namespace) continue;
    const own =
      pod.podName === null
        ? at(pod.object.body, ...pod.path.slice(0, -1), "metadata", "labels")
        : labelsOf(pod.object.body);
    if (isFields(own) && wanted.every(([key, value]) => own[key] === value)) found.add(pod.account);
  }
  return found;
}

function labelsOf(body: unknown): unknown {
  return at(body, "metadata", "labels");
}
