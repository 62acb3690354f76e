import { type PodSpec, PodIndex } from "../access/readers/pods.ts";
import { type Chain, certificatesOf } from "../certificates/read-entry.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { FieldPath, KubeObject } from "../model/objects.ts";
import { at, fields, isFields, list, text } from "../model/read.ts";

/** The Secret that the pods behind a Service mount to serve with. */
export interface ServingSecret {
  readonly secret: KubeObject;
  readonly chain: Chain;
  /** The first workload that mounts it, and where. */
  readonly workload: KubeObject;
  readonly at: FieldPath;
}

/**
 * Finds what the pods behind Services serve with, by what they mount. Only where it is plain: every workload that a
 * Service selects mounts one and the same Secret with a key pair for servers, and nothing else that may hold one.
 */
export class ServingSecrets {
  readonly #inventory: Inventory;
  readonly #known = new Map<KubeObject, ServingSecret | null>();
  #pods: ReadonlyMap<string, readonly PodSpec[]> | undefined;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  behind(service: KubeObject): ServingSecret | null {
    let known = this.#known.get(service);
    if (known === undefined) this.#known.set(service, (known = this.#find(service)));
    return known;
  }

  #find(service: KubeObject): ServingSecret | null {
    const selector = Object.entries(fields(service.body, "spec", "selector"));
    if (selector.length === 0 || service.namespace === null) return null;
    this.#pods ??= byNamespace(PodIndex.of(this.#inventory).pods);
    const own = (this.#pods.get(service.namespace) ?? []).filter(({ labels }) =>
      selector.every(([key, value]) => labels[key] === value),
    );
    const [first, ...others] = own.map((pod) => this.#mounted(pod));
    if (first === undefined || first === null) return null;
    return others.every((other) => other?.secret === first.secret) ? first : null;
  }

  #mounted(pod: PodSpec): ServingSecret | null {
    const spec = at(pod.object.body, ...pod.path);
    if (list(spec, "volumes").some(mayHoldCertificates)) return null;
    const found = new Map<string, ServingSecret>();
    for (const { name, by, path } of pod.secrets) {
      const volume = at(pod.object.body, ...path);
      if (by !== "container" || !path.includes("volumes")) continue;
      const held = this.#inventory.secret(pod.namespace, name);
      if (held.state !== "present") return null;
      const { secret } = held;
      const shown = (secret.secret?.keys ?? []).filter((key) => shows(volume, name, key));
      if (!shown.includes("tls.crt") || !shown.includes("tls.key") || secret.secret?.keyMatches !== true) {
        if (shown.some(mayServe)) return null;
        continue;
      }
      const chain = certificatesOf(secret, "tls.crt");
      const [leaf] = chain;
      if (leaf === undefined) return null;
      if (leaf.purposes?.some((use) => use === "server" || use === "any") === false) continue;
      found.set(name, { secret, chain, workload: pod.object, at: path });
    }
    const [only, ...more] = found.values();
    return only === undefined || more.length > 0 ? null : only;
  }
}

/** Workloads that run no pod serve nothing. */
function byNamespace(pods: readonly PodSpec[]): Map<string, PodSpec[]> {
  const running = pods.filter(({ object }) => at(object.body, "spec", "replicas") !== 0);
  return Map.groupBy(running, ({ namespace }) => namespace);
}

/** Drivers mint certificates of their own, and so does the kubelet. */
function mayHoldCertificates(volume: unknown): boolean {
  return (
    isFields(at(volume, "csi")) ||
    list(volume, "projected", "sources").some((source) => isFields(at(source, "podCertificate")))
  );
}

/** Whether a volume shows an entry of a Secret: all of them where it picks none. */
function shows(volume: unknown, secret: string, key: string): boolean {
  const holders = [
    ...(text(volume, "secret", "secretName") === secret ? [at(volume, "secret")] : []),
    ...list(volume, "projected", "sources")
      .map((source) => at(source, "secret"))
      .filter((source) => text(source, "name") === secret),
  ];
  return holders.some((holder) => {
    const items = list(holder, "items");
    return items.length === 0 || items.some((item) => text(item, "key") === key);
  });
}

/** Certificates under other names, and stores that are not read. */
function mayServe(key: string): boolean {
  return !/^(?:ca\.(?:crt|crl|pem)|tls\.ca)$/.test(key) && /\.(?:crt|pem|cert|cer|key|p12|pfx|jks)$/.test(key);
}
