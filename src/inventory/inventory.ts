import type { KubeObject } from "../model/objects.ts";
import { annotation, fields, groupOf, list, text } from "../model/read.ts";

/** What the input can say about a Secret that something names. */
export type SecretState =
  | { readonly state: "present"; readonly secret: KubeObject }
  /** The input is the whole cluster and the Secret is not in it. */
  | { readonly state: "missing" }
  /** Not in the input, but an object that is will make it (cert-manager, External Secrets, Sealed Secrets …). */
  | { readonly state: "made"; readonly by: KubeObject }
  /** Not in the input, which does not claim to hold everything. */
  | { readonly state: "unseen" };

/** The index over all objects of one run; the only thing that later stations read. Order of input never matters. */
export class Inventory {
  /** Sorted by group, kind, namespace and name. One object per identity. */
  readonly objects: readonly KubeObject[];
  /**
   * Whether what is absent is missing: a live cluster, a snapshot, or files that hold the controller's own workload.
   * With manifests alone, Secrets and Services are usually kept elsewhere, and absence says nothing.
   */
  readonly whole: boolean;
  readonly #byKind = new Map<string, KubeObject[]>();
  readonly #byName = new Map<string, KubeObject>();
  #makers: Map<string, KubeObject> | undefined;

  constructor(objects: readonly KubeObject[], whole: boolean) {
    this.whole = whole;
    const sorted = objects.toSorted(compareObjects);
    for (const object of sorted) {
      const kind = `${object.kind}.${groupOf(object.apiVersion)}`;
      const same = this.#byKind.get(kind);
      if (same === undefined) this.#byKind.set(kind, [object]);
      else same.push(object);
      this.#byName.set(`${kind}|${object.namespace ?? ""}|${object.name}`, object);
    }
    this.objects = sorted;
  }

  /**
   * All objects of a kind, in canonical order.
   * @param kind `Kind.group` as kubectl writes it, with an empty group for core kinds: `Ingress.networking.k8s.io`, `Secret.`
   */
  all(kind: string): readonly KubeObject[] {
    return this.#byKind.get(kind) ?? [];
  }

  /** One object by kind (as in `all`), namespace (null for cluster-scoped kinds) and name. */
  find(kind: string, namespace: string | null, name: string): KubeObject | undefined {
    return this.#byName.get(`${kind}|${namespace ?? ""}|${name}`);
  }

  service(namespace: string, name: string): KubeObject | undefined {
    return this.find("Service.", namespace, name);
  }

  secret(namespace: string, name: string): SecretState {
    const secret = this.find("Secret.", namespace, name);
    if (secret !== undefined) return { state: "present", secret };
    this.#makers ??= secretMakers(this);
    const by = this.#makers.get(`${namespace}/${name}`);
    if (by !== undefined) return { state: "made", by };
    return { state: this.whole ? "missing" : "unseen" };
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareObjects(a: KubeObject, b: KubeObject): number {
  return (
    compareText(groupOf(a.apiVersion), groupOf(b.apiVersion)) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace ?? "", b.namespace ?? "") ||
    compareText(a.name, b.name)
  );
}

/** Objects that bring a Secret into being, by the `namespace/name` of that Secret. */
function secretMakers(inventory: Inventory): Map<string, KubeObject> {
  const makers = new Map<string, KubeObject>();
  const add = (maker: KubeObject, name: string | undefined): void => {
    if (name === undefined || maker.namespace === null) return;
    const key = `${maker.namespace}/${name}`;
    if (!makers.has(key)) makers.set(key, maker);
  };
  for (const certificate of inventory.all("Certificate.cert-manager.io")) {
    add(certificate, text(certificate.body, "spec", "secretName"));
  }
  for (const external of inventory.all("ExternalSecret.external-secrets.io")) {
    add(external, text(external.body, "spec", "target", "name") ?? external.name);
  }
  for (const sealed of inventory.all("SealedSecret.bitnami.com")) {
    add(sealed, text(sealed.body, "spec", "template", "metadata", "name") ?? sealed.name);
  }
  for (const ingress of inventory.all("Ingress.networking.k8s.io")) {
    const issued =
      annotation(ingress, "cert-manager.io/issuer") !== undefined ||
      annotation(ingress, "cert-manager.io/cluster-issuer") !== undefined ||
      annotation(ingress, "kubernetes.io/tls-acme") === "true";
    if (!issued) continue;
    for (const entry of list(fields(ingress.body, "spec"), "tls")) add(ingress, text(entry, "secretName"));
  }
  return makers;
}
