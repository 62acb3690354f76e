import type { Coverage } from "../input/contract.ts";
import type { KubeObject } from "../model/objects.ts";
import type { InputSummary, Skipped } from "../model/report.ts";
import { annotation, fields, groupOf, list, text } from "../model/read.ts";
import type { Authorities } from "../model/trust.ts";
import { contentOf, type Written, writtenBy } from "./trust-bundles.ts";

/** What the input can say about a Secret that something names. */
export type SecretState =
  | { readonly state: "present"; readonly secret: KubeObject }
  /** The input is the whole cluster and the Secret is not in it. */
  | { readonly state: "missing" }
  /** Not in the input, but an object that is will make it (cert-manager, External Secrets, Sealed Secrets …). */
  | Made
  /** Not in the input, which does not claim to hold everything. */
  | { readonly state: "unseen" };

/** The same of a ConfigMap. */
export type ConfigMapState =
  | { readonly state: "present"; readonly configMap: KubeObject }
  | { readonly state: "missing" }
  | Made
  | { readonly state: "unseen" };

interface Made {
  readonly state: "made";
  readonly by: KubeObject;
  /** Entries that it will have; null where its maker does not say. */
  readonly keys: readonly string[] | null;
}

/** The index over all objects of one run; the only thing that later stations read. Order of input never matters. */
export class Inventory {
  /** Sorted by group, kind, namespace and name. One object per identity. */
  readonly objects: readonly KubeObject[];
  /**
   * Whether what is absent is missing: a live cluster, a snapshot, or files that hold the controller's own workload.
   * With manifests alone, Secrets and Services are usually kept elsewhere, and absence says nothing.
   */
  readonly whole: boolean;
  /** Whether somebody stated `whole`, or it is left to be supposed. */
  readonly stated: boolean;
  /** What was read, with everything that was not; objects that a later one replaced are named here too. */
  readonly inputs: readonly InputSummary[];
  /** Whether some identity was declared more than once: no cluster looks like that. */
  readonly repeats: boolean;
  readonly #byKind: ReadonlyMap<string, readonly KubeObject[]>;
  #makers: Map<string, KubeObject> | undefined;
  readonly #bundles = new Map<string, Written | undefined>();
  readonly #contents = new Map<KubeObject, Authorities>();
  /** Secrets of a live cluster that are known to be absent; null where `whole` alone says it. */
  readonly #absentSecrets: ReadonlySet<string> | null;
  readonly #missed: ((name: Name) => void) | undefined;

  /**
   * @param input what a reader of `input/` yields; of objects with one identity the last by file name and place counts,
   * as `kubectl apply` would leave it, and the others are named in `inputs[].skipped`
   * @param options `whole`: see the field; left out, it is what the reader of a cluster says, else false until `audit`
   * finds a controller's own workload. `missed`: called with each name that is looked up and is not there
   */
  constructor(
    input: InventoryInput | Inventory,
    options: { readonly whole?: boolean | undefined; readonly missed?: ((name: Name) => void) | undefined } = {},
  ) {
    if (input instanceof Inventory) {
      // The same objects under another supposition share the index.
      this.#byKind = input.#byKind;
      this.objects = input.objects;
      this.repeats = input.repeats;
      this.inputs = input.inputs;
      this.#absentSecrets = input.#absentSecrets;
      this.#missed = options.missed ?? input.#missed;
    } else {
      const { objects, replaced } = lastOfEach(input.objects);
      this.#byKind = byKind(objects);
      this.objects = objects;
      this.repeats = replaced.length > 0;
      this.inputs = withReplaced(input.summaries, replaced);
      const seen = options.whole === undefined ? input.coverage : undefined;
      this.#absentSecrets = seen === undefined ? null : new Set(seen.absentSecrets);
      this.#missed = options.missed;
    }
    const coverage = input instanceof Inventory ? undefined : input.coverage;
    this.whole = options.whole ?? coverage?.whole ?? (input instanceof Inventory && input.whole);
    this.stated = input instanceof Inventory ? input.stated : options.whole !== undefined || coverage !== undefined;
  }

  /** The same inventory, which tells of each name that is looked up and is not there. */
  telling(missed: (name: Name) => void): Inventory {
    return new Inventory(this, { missed });
  }

  /** The same objects, supposed to be the whole cluster or a part of one. */
  supposing(whole: boolean): Inventory {
    return new Inventory(this, { whole });
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
    const found = search(this.all(kind), namespace ?? "", name);
    if (found === undefined) this.#missed?.({ kind, namespace, name });
    return found;
  }

  service(namespace: string, name: string): KubeObject | undefined {
    return this.find("Service.", namespace, name);
  }

  secret(namespace: string, name: string): SecretState {
    const secret = this.find("Secret.", namespace, name);
    if (secret?.secret?.filledLater === true) return { state: "unseen" };
    if (secret !== undefined) return { state: "present", secret };
    const by = this.maker(namespace, name);
    const written = by === undefined ? this.#written("Secret", namespace, name) : undefined;
    const maker = by ?? written?.by;
    const absent = this.#absentSecrets;
    // A cluster that was asked knows better than an object that promises a Secret, unless that object comes from a file.
    if (absent?.has(`${namespace}/${name}`) === true && maker?.origin.locate([]) == null) return { state: "missing" };
    if (maker !== undefined) return { state: "made", by: maker, keys: written?.keys ?? null };
    return { state: this.whole && absent === null ? "missing" : "unseen" };
  }

  configMap(namespace: string, name: string): ConfigMapState {
    const configMap = this.find("ConfigMap.", namespace, name);
    if (configMap !== undefined) return { state: "present", configMap };
    const written = this.#written("ConfigMap", namespace, name);
    // As above: a live cluster was asked for every ConfigMap that a verdict needs.
    const isAbsent = this.whole && this.#absentSecrets !== null && written?.by.origin.locate([]) == null;
    if (written !== undefined && !isAbsent) return { state: "made", ...written };
    return { state: this.whole ? "missing" : "unseen" };
  }

  /** The CAs that a Bundle writes. */
  contentOf(bundle: KubeObject): Authorities {
    let content = this.#contents.get(bundle);
    if (content === undefined) this.#contents.set(bundle, (content = contentOf(this, bundle)));
    return content;
  }

  /** What trust-manager writes under a name. */
  #written(kind: "ConfigMap" | "Secret", namespace: string, name: string): Written | undefined {
    const key = `${kind} ${namespace}/${name}`;
    if (!this.#bundles.has(key)) this.#bundles.set(key, writtenBy(this, kind, namespace, name));
    return this.#bundles.get(key);
  }

  /** The object that makes a Secret (a Certificate, an ExternalSecret, an Ingress with ingress-shim's annotation …). */
  maker(namespace: string, name: string): KubeObject | undefined {
    this.#makers ??= secretMakers(this);
    return this.#makers.get(`${namespace}/${name}`);
  }

  /** `namespace/name` of every Secret that some object makes, with that object; it need not exist yet. */
  madeSecrets(): ReadonlyMap<string, KubeObject> {
    this.#makers ??= secretMakers(this);
    return this.#makers;
  }
}

/** By halves: objects of a kind are in the order of their namespaces and names, so no index by name is needed. */
function search(objects: readonly KubeObject[], namespace: string, name: string): KubeObject | undefined {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const object = objects[middle];
    if (object === undefined) return undefined;
    const order = compareText(object.namespace ?? "", namespace) || compareText(object.name, name);
    if (order === 0) return object;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return undefined;
}

function byKind(objects: readonly KubeObject[]): Map<string, KubeObject[]> {
  const found = new Map<string, KubeObject[]>();
  for (const object of objects) {
    const kind = kindOf(object);
    const same = found.get(kind);
    if (same === undefined) found.set(kind, [object]);
    else same.push(object);
  }
  return found;
}

/** What `input/` yields, as far as the inventory needs it. */
export interface InventoryInput {
  readonly objects: readonly KubeObject[];
  readonly summaries: readonly InputSummary[];
  readonly coverage?: Coverage;
}

/** What an object is looked up by; the kind as in `Inventory.all`. */
export interface Name {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

function kindOf(object: KubeObject): string {
  return `${object.kind}.${groupOf(object.apiVersion)}`;
}

interface Replaced {
  readonly object: KubeObject;
  readonly by: KubeObject;
}

/** Canonical order, one object per identity. */
function lastOfEach(all: readonly KubeObject[]): { objects: KubeObject[]; replaced: Replaced[] } {
  const objects: KubeObject[] = [];
  const replaced: Replaced[] = [];
  for (const object of all.toSorted(compareObjects)) {
    const before = objects.at(-1);
    if (before !== undefined && compareIdentity(before, object) === 0) {
      replaced.push({ object: before, by: object });
      objects.pop();
    }
    objects.push(object);
  }
  return { objects, replaced };
}

function withReplaced(summaries: readonly InputSummary[], replaced: readonly Replaced[]): readonly InputSummary[] {
  const [first, ...others] = summaries;
  if (first === undefined || replaced.length === 0) return summaries;
  const skipped = replaced.map(({ object, by }): Skipped => {
    const name = object.namespace === null ? object.name : `${object.namespace}/${object.name}`;
    return {
      where: `${place(object)} (${object.kind} ${name}, again in ${place(by)})`,
      reason: "declared more than once, and the last counts, as it would in a cluster: audit one cluster at a time",
    };
  });
  return [{ ...first, skipped: [...first.skipped, ...skipped] }, ...others];
}

function place(object: KubeObject): string {
  const source = object.origin.locate([]);
  return source === null ? object.origin.name : `${source.file}:${source.line}:${source.column}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareObjects(a: KubeObject, b: KubeObject): number {
  return compareIdentity(a, b) || compareText(a.origin.name, b.origin.name) || a.origin.offset - b.origin.offset;
}

function compareIdentity(a: KubeObject, b: KubeObject): number {
  return (
    (a.apiVersion === b.apiVersion ? 0 : compareText(groupOf(a.apiVersion), groupOf(b.apiVersion))) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace ?? "", b.namespace ?? "") ||
    compareText(a.name, b.name)
  );
}

/** `Certificate/ns/name`: how reports name the object that makes a Secret. */
export function makerName({ kind, namespace, name }: KubeObject): string {
  return `${kind}/${namespace}/${name}`;
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
  for (const provider of inventory.all("SecretProviderClass.secrets-store.csi.x-k8s.io")) {
    for (const made of list(fields(provider.body, "spec"), "secretObjects")) add(provider, text(made, "secretName"));
  }
  for (const ingress of inventory.all("Ingress.networking.k8s.io")) {
    if (!isIssued(ingress)) continue;
    for (const entry of list(fields(ingress.body, "spec"), "tls")) add(ingress, text(entry, "secretName"));
  }
  for (const gateway of inventory.all("Gateway.gateway.networking.k8s.io")) {
    if (!isIssued(gateway)) continue;
    for (const listener of list(fields(gateway.body, "spec"), "listeners")) {
      // cert-manager passes over listeners without a hostname, and makes Secrets in the Gateway's own namespace alone.
      if (text(listener, "hostname") === undefined || text(listener, "tls", "mode") === "Passthrough") continue;
      for (const reference of list(fields(listener, "tls"), "certificateRefs"))
        if ((text(reference, "namespace") ?? gateway.namespace) === gateway.namespace)
          add(gateway, text(reference, "name"));
    }
  }
  return makers;
}

function isIssued(object: KubeObject): boolean {
  return (
    annotation(object, "cert-manager.io/issuer") !== undefined ||
    annotation(object, "cert-manager.io/cluster-issuer") !== undefined ||
    annotation(object, "kubernetes.io/tls-acme") === "true"
  );
}
