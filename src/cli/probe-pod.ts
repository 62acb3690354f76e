import type { Inventory } from "../inventory/inventory.ts";
import type { KubeObject } from "../model/objects.ts";
import { annotation, integer, list, text } from "../model/read.ts";
import type { Hop } from "../model/report.ts";
import type { Authority } from "../probe/from-pod.ts";
import { objectOf } from "./probe-known.ts";

/** What the line for a pod needs of the inventory: verdicts say that a CA is used, the objects say which. */

/** The number of a Service's port that has a name. */
export function portNumber(inventory: Inventory, namespace: string, service: string, port: string): number | null {
  const found = inventory.service(namespace, service);
  const ports = found === undefined ? [] : list(found.body, "spec", "ports");
  return (
    integer(
      ports.find((item) => text(item, "name") === port),
      "port",
    ) ?? null
  );
}

/** The CA that the objects name which decided a hop. */
export function authorityOf(inventory: Inventory, { evidence }: Hop): Authority | null {
  for (const { object } of evidence) {
    const found = object === null ? undefined : objectOf(object, inventory);
    const authority = found === undefined ? null : namedBy(found);
    if (authority !== null) return authority;
  }
  return null;
}

function namedBy(object: KubeObject): Authority | null {
  const namespace = object.namespace ?? "default";
  const secret = annotation(object, "nginx.ingress.kubernetes.io/proxy-ssl-secret");
  if (secret !== undefined) {
    const [home, name] = secret.includes("/") ? secret.split("/", 2) : [namespace, secret];
    return { kind: "Secret", namespace: home ?? namespace, name: name ?? "" };
  }
  const [root] = list(object.body, "spec", "rootCAs");
  const [older] = list(object.body, "spec", "rootCAsSecrets");
  const [reference] = list(object.body, "spec", "validation", "caCertificateRefs");
  const map =
    text(root, "configMap") ?? (text(reference, "kind") === "ConfigMap" ? text(reference, "name") : undefined);
  if (map !== undefined) return { kind: "ConfigMap", namespace, name: map };
  const name = text(root, "secret") ?? (typeof older === "string" ? older : text(reference, "name"));
  return name === undefined ? null : { kind: "Secret", namespace, name };
}
