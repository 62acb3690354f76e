import type { FieldPath, KubeObject } from "../model/objects.ts";
import { list, text } from "../model/read.ts";
import type { Inventory } from "./inventory.ts";

/** A field that names the Secret that hosts are to be served with, whoever reads it. */
export interface SecretReference {
  readonly namespace: string;
  readonly name: string;
  readonly object: KubeObject;
  readonly at: FieldPath;
}

/** `Kind.group`, with the fields that name a Secret of the object's own namespace, or `namespace/name`. */
const FIELDS: Readonly<Record<string, readonly FieldPath[]>> = {
  "IngressRoute.traefik.io": [["spec", "tls", "secretName"]],
  "IngressRouteTCP.traefik.io": [["spec", "tls", "secretName"]],
  "TLSStore.traefik.io": [["spec", "defaultCertificate", "secretName"]],
  "HTTPProxy.projectcontour.io": [["spec", "virtualhost", "tls", "secretName"]],
  "VirtualServer.k8s.nginx.org": [["spec", "tls", "secret"]],
  "Route.route.openshift.io": [["spec", "tls", "externalCertificate", "name"]],
};

const LISTENING = [
  "Gateway.gateway.networking.k8s.io",
  "ListenerSet.gateway.networking.k8s.io",
  "XListenerSet.gateway.networking.x-k8s.io",
];

/** In the order of the inventory within each kind. */
export function namedSecrets(inventory: Inventory): SecretReference[] {
  return [
    ...inventory.all("Ingress.networking.k8s.io").flatMap(secretsOf),
    ...Object.keys(FIELDS).flatMap((kind) => inventory.all(kind).flatMap(secretsOf)),
    ...LISTENING.flatMap((kind) => inventory.all(kind).flatMap(secretsOf)),
  ];
}

/** What one object names. */
export function secretsOf(object: KubeObject): SecretReference[] {
  if (object.kind === "Ingress") {
    return list(object.body, "spec", "tls").flatMap((entry, index) =>
      reference(object, text(entry, "secretName"), ["spec", "tls", index, "secretName"]),
    );
  }
  if (object.kind === "Gateway" || object.kind.endsWith("ListenerSet")) return ofListeners(object);
  const kind = `${object.kind}.${object.apiVersion.split("/")[0]}`;
  return (FIELDS[kind] ?? []).flatMap((at) => reference(object, text(object.body, ...at), at));
}

function ofListeners(object: KubeObject): SecretReference[] {
  return list(object.body, "spec", "listeners").flatMap((listener, index) =>
    list(listener, "tls", "certificateRefs").flatMap((ref, place) => {
      if ((text(ref, "kind") ?? "Secret") !== "Secret" || (text(ref, "group") ?? "") !== "") return [];
      const at = ["spec", "listeners", index, "tls", "certificateRefs", place];
      const namespace = text(ref, "namespace");
      const name = text(ref, "name") ?? "";
      return reference(object, namespace === undefined ? name : `${namespace}/${name}`, at);
    }),
  );
}

function reference(object: KubeObject, named: string | undefined, at: FieldPath): SecretReference[] {
  const [first = "", second] = (named ?? "").split("/");
  const namespace = second === undefined ? (object.namespace ?? "default") : first;
  const name = second ?? first;
  return name === "" ? [] : [{ namespace, name, object, at }];
}

const byName = new WeakMap<Inventory, ReadonlyMap<string, readonly string[]>>();

/** Namespaces in which the input holds a Secret of a name. */
function namespacesWith(inventory: Inventory, name: string): readonly string[] {
  let found = byName.get(inventory);
  if (found === undefined) {
    const groups = Map.groupBy(inventory.all("Secret."), (secret) => secret.name);
    found = new Map([...groups].map(([key, secrets]) => [key, secrets.map(({ namespace }) => namespace ?? "default")]));
    byName.set(inventory, found);
  }
  return found.get(name) ?? [];
}

/** The end of "Secret … " where the input lacks one: that it does not exist, and where one of its name does. */
export function absence(inventory: Inventory, { namespace, name }: { namespace: string; name: string }): string {
  const others = namespacesWith(inventory, name).filter((other) => other !== namespace);
  if (others.length === 0) return "does not exist";
  const where = others.length === 1 ? `namespace ${others[0]}` : `namespaces ${others.slice(0, 3).join(", ")}`;
  return `does not exist; there is one of that name in ${where}`;
}
