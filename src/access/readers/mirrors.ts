import type { Inventory } from "../../inventory/inventory.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { annotations, type Fields, fields, list, text } from "../../model/read.ts";

const REFLECTOR = "reflector.v1.k8s.emberstack.com/";
const REPLICATOR = "replicator.v1.mittwald.de/";

/** A Secret that a controller copies, or lets other namespaces ask for. */
export interface Mirror {
  readonly namespace: string;
  readonly name: string;
  /** What says so: the Secret itself, or the Certificate that makes it. */
  readonly object: KubeObject;
  readonly path: FieldPath;
  readonly by: "the reflector" | "the replicator";
  /** A Secret of such a namespace has to ask for it. */
  readonly asked: boolean;
  /** As written; null for every namespace. */
  readonly where: string | null;
  fits(namespace: string): boolean;
}

/** Secrets with the annotations of emberstack's reflector or mittwald's replicator. */
export function* mirrorsOf(inventory: Inventory): Generator<Mirror> {
  for (const secret of inventory.all("Secret.")) {
    yield* of(secret, annotations(secret), ["metadata", "annotations"], secret.name);
  }
  for (const certificate of inventory.all("Certificate.cert-manager.io")) {
    const own = fields(certificate.body, "spec", "secretTemplate", "annotations");
    const name = text(certificate.body, "spec", "secretName");
    if (name !== undefined) yield* of(certificate, own, ["spec", "secretTemplate", "annotations"], name);
  }
}

function* of(object: KubeObject, own: Fields, at: FieldPath, name: string): Generator<Mirror> {
  const common = { object, namespace: object.namespace ?? "", name };
  if (own[`${REFLECTOR}reflection-allowed`] === "true") {
    const key = `${REFLECTOR}reflection-allowed`;
    const allowed = namespaces(own[`${REFLECTOR}reflection-allowed-namespaces`]);
    yield { ...common, ...allowed, path: [...at, key], by: "the reflector", asked: true };
    if (own[`${REFLECTOR}reflection-auto-enabled`] === "true") {
      const auto = namespaces(own[`${REFLECTOR}reflection-auto-namespaces`]);
      yield {
        ...common,
        path: [...at, `${REFLECTOR}reflection-auto-enabled`],
        by: "the reflector",
        asked: false,
        where: auto.where ?? allowed.where,
        fits: (namespace) => allowed.fits(namespace) && auto.fits(namespace),
      };
    }
  }
  const pushed = own[`${REPLICATOR}replicate-to`];
  if (typeof pushed === "string") {
    const path = [...at, `${REPLICATOR}replicate-to`];
    yield { ...common, ...namespaces(pushed), path, by: "the replicator", asked: false };
  }
  const pulled = own[`${REPLICATOR}replication-allowed-namespaces`];
  if (own[`${REPLICATOR}replication-allowed`] === "true" && typeof pulled === "string") {
    const path = [...at, `${REPLICATOR}replication-allowed-namespaces`];
    yield { ...common, ...namespaces(pulled), path, by: "the replicator", asked: true };
  }
}

/** A Secret that a rule of Kyverno clones. */
export interface Clone {
  readonly namespace: string;
  readonly name: string;
  readonly policy: KubeObject;
  readonly path: FieldPath;
  /** null where a variable says it: it may be any. */
  readonly toNamespace: string | null;
  readonly toName: string | null;
}

export function* clonesOf(inventory: Inventory): Generator<Clone> {
  for (const policy of inventory.all("ClusterPolicy.kyverno.io")) {
    for (const [index, rule] of list(policy.body, "spec", "rules").entries()) {
      const made = fields(rule, "generate");
      const [namespace, name] = [text(made, "clone", "namespace"), text(made, "clone", "name")];
      const [toNamespace, toName] = [text(made, "namespace"), text(made, "name")];
      if (text(made, "kind") !== "Secret" || namespace === undefined || name === undefined) continue;
      if (toNamespace === undefined || toName === undefined) continue;
      const path = ["spec", "rules", index, "generate", "clone"];
      const literal = (written: string): string | null => (written.includes("{{") ? null : written);
      yield { policy, path, namespace, name, toNamespace: literal(toNamespace), toName: literal(toName) };
    }
  }
}

/** Names or expressions with commas between them; none of them, or nothing, is every namespace. */
function namespaces(written: unknown): Pick<Mirror, "where" | "fits"> {
  const text = typeof written === "string" ? written : "";
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  if (parts.length === 0 || parts.some((part) => part === ".*" || part === "*"))
    return { where: null, fits: () => true };
  const tests = parts.map(expression);
  return { where: text, fits: (namespace) => tests.some((test) => test(namespace)) };
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
