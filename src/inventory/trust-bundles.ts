import { at, fields, flag, list, text, texts } from "../model/read.ts";
import type { KubeObject } from "../model/objects.ts";
import { selectsLabels } from "../model/selectors.ts";
import { type Authorities, authorityIn, together, UNSEEN } from "../model/trust.ts";
import type { Inventory } from "./inventory.ts";

/**
 * trust-manager: a Bundle or ClusterBundle named X writes a ConfigMap X, a Secret X, or both, into every namespace that
 * it selects, with the CAs of its sources. Source: cert-manager/trust-manager pkg/bundle/bundle.go,
 * pkg/apis/trust/v1alpha1/types_bundle.go, pkg/apis/trustmanager/v1alpha2/types_cluster_bundle.go.
 */
const KINDS = ["Bundle.trust.cert-manager.io", "ClusterBundle.trust-manager.io"] as const;

type Target = "ConfigMap" | "Secret";

export interface Written {
  readonly by: KubeObject;
  /** Entries with PEM text. */
  readonly keys: readonly string[];
}

/** What trust-manager writes under a name; undefined where nothing in the input has it write that. */
export function writtenBy(inventory: Inventory, kind: Target, namespace: string, name: string): Written | undefined {
  for (const holder of KINDS) {
    if (inventory.all(holder).length === 0) continue;
    const bundle = inventory.find(holder, null, name);
    if (bundle === undefined || !selects(inventory, bundle, namespace)) continue;
    const keys = keysOf(at(bundle.body, "spec", "target", kind === "Secret" ? "secret" : "configMap"));
    const isOff = kind === "Secret" && flagOf(inventory, "secret-targets-enabled") === "off";
    if (keys.length > 0 && !isOff) return { by: bundle, keys };
  }
  return undefined;
}

/** One `key`, or `data[].key` of those that are not stores for Java. */
function keysOf(target: unknown): string[] {
  const own = text(target, "key");
  const listed = list(target, "data").filter((entry) => (text(entry, "format") ?? "PEM") === "PEM");
  return [...(own === undefined ? [] : [own]), ...listed.map((entry) => text(entry, "key") ?? "")].filter(Boolean);
}

/** A namespace whose labels the input does not have is supposed to be selected. */
function selects(inventory: Inventory, bundle: KubeObject, namespace: string): boolean {
  const only = flagOf(inventory, "target-namespaces");
  if (only !== null && !only.split(",").includes(namespace)) return false;
  const selector = at(bundle.body, "spec", "target", "namespaceSelector");
  const found = inventory.find("Namespace.", null, namespace);
  const labels = { "kubernetes.io/metadata.name": namespace, ...fields(found?.body, "metadata", "labels") };
  return selector === undefined || found === undefined || selectsLabels(selector, labels);
}

/** What it writes; whole only where the input holds all of it. */
export function contentOf(inventory: Inventory, bundle: KubeObject): Authorities {
  const namespace = flagOf(inventory, "trust-namespace") ?? "cert-manager";
  const spec = at(bundle.body, "spec");
  const parts: Authorities[] = list(spec, "sources").map((source, index) => {
    const inLine = text(source, "inLine");
    if (inLine !== undefined)
      return { held: [{ object: bundle, at: ["spec", "sources", index, "inLine"], pem: inLine }], whole: true };
    const isDefault = flag(source, "useDefaultCAs");
    if (isDefault !== undefined) return isDefault ? UNSEEN : NOBODY;
    const kind = at(source, "secret") === undefined ? "ConfigMap" : "Secret";
    const reference = at(source, kind === "Secret" ? "secret" : "configMap");
    const key = flag(reference, "includeAllKeys") === true ? "*" : (text(reference, "key") ?? "");
    return sourced(inventory, kind, namespace, reference, key);
  });
  for (const source of list(spec, "sourceRefs")) {
    const kind = text(source, "kind") === "Secret" ? "Secret" : "ConfigMap";
    parts.push(sourced(inventory, kind, namespace, source, text(source, "key") ?? ""));
  }
  const inLine = text(spec, "inLineCAs");
  if (inLine !== undefined)
    parts.push({ held: [{ object: bundle, at: ["spec", "inLineCAs"], pem: inLine }], whole: true });
  if (text(spec, "defaultCAs", "provider") === "System") parts.push(UNSEEN);
  return together(parts);
}

const NOBODY: Authorities = { held: [], whole: true };

/** A source by its name; what a selector or a pattern of keys finds may be more than the input holds. */
function sourced(inventory: Inventory, kind: Target, namespace: string, reference: unknown, key: string): Authorities {
  const name = text(reference, "name");
  const object = name === undefined ? undefined : inventory.find(`${kind}.`, namespace, name);
  return object === undefined || key === "" || key.includes("*") ? UNSEEN : authorityIn(object, key);
}

/** A flag of trust-manager's own workload; `off` for one of its switches that is not set, null where nothing says. */
function flagOf(inventory: Inventory, name: string): string | null {
  const words = argsOf(inventory);
  if (words === null) return null;
  const value = words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  if (name.endsWith("-enabled")) return value === "true" ? "on" : "off";
  return value ?? null;
}

/** By the list of objects, which an inventory shares with the same one under another supposition. */
const known = new WeakMap<Inventory["objects"], readonly string[] | null>();

/** Its command line; null where the input does not hold its workload. */
function argsOf(inventory: Inventory): readonly string[] | null {
  let words = known.get(inventory.objects);
  if (words === undefined) {
    const own = inventory
      .all("Deployment.apps")
      .flatMap((deployment) => list(deployment.body, "spec", "template", "spec", "containers"))
      .find((container) => /\/trust-manager(?::|@|$)/.test(text(container, "image") ?? ""));
    words = own === undefined ? null : texts(own, "args");
    known.set(inventory.objects, words);
  }
  return words;
}
