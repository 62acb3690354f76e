import type { Inventory } from "../../inventory/inventory.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { annotations, at, type Fields, fields, list, text } from "../../model/read.ts";

const REFLECTED = "reflector.v1.k8s.emberstack.com/reflection-allowed";
const REFLECTED_TO = "reflector.v1.k8s.emberstack.com/reflection-allowed-namespaces";
const PUSHED = "reflector.v1.k8s.emberstack.com/reflection-auto-enabled";
const PUSHED_TO = "reflector.v1.k8s.emberstack.com/reflection-auto-namespaces";
const REPLICATED_TO = "replicator.v1.mittwald.de/replicate-to";
const PULLED = "replicator.v1.mittwald.de/replication-allowed";
const PULLED_TO = "replicator.v1.mittwald.de/replication-allowed-namespaces";

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
export function mirrorsOf(inventory: Inventory): Mirror[] {
  const found: Mirror[] = [];
  for (const secret of inventory.all("Secret.")) {
    for (const mirror of mirrors(secret, annotations(secret), ON_SECRET, secret.name)) found.push(mirror);
  }
  for (const certificate of inventory.all("Certificate.cert-manager.io")) {
    const name = text(certificate.body, "spec", "secretName");
    const template = name === undefined ? undefined : at(certificate.body, "spec", "secretTemplate");
    if (name === undefined || template === undefined) continue;
    found.push(...mirrors(certificate, fields(template, "annotations"), ON_CERTIFICATE, name));
  }
  return found;
}

const ON_SECRET: FieldPath = ["metadata", "annotations"];
const ON_CERTIFICATE: FieldPath = ["spec", "secretTemplate", "annotations"];

function mirrors(object: KubeObject, own: Fields, at: FieldPath, name: string): Mirror[] {
  const [reflected, replicated, pulled] = [own[REFLECTED] === "true", own[REPLICATED_TO], own[PULLED] === "true"];
  if (!reflected && replicated === undefined && !pulled) return [];
  const common = { object, namespace: object.namespace ?? "", name };
  const found: Mirror[] = [];
  const allowed = namespaces(own[REFLECTED_TO]);
  if (reflected) found.push({ ...common, ...allowed, path: [...at, REFLECTED], by: "the reflector", asked: true });
  if (reflected && own[PUSHED] === "true") {
    const auto = namespaces(own[PUSHED_TO]);
    const where = auto.where ?? allowed.where;
    const fits = (namespace: string): boolean => allowed.fits(namespace) && auto.fits(namespace);
    found.push({ ...common, where, fits, path: [...at, PUSHED], by: "the reflector", asked: false });
  }
  if (typeof replicated === "string") {
    const path = [...at, REPLICATED_TO];
    found.push({ ...common, ...namespaces(replicated), path, by: "the replicator", asked: false });
  }
  const pulledTo = own[PULLED_TO];
  if (pulled && typeof pulledTo === "string") {
    found.push({ ...common, ...namespaces(pulledTo), path: [...at, PULLED_TO], by: "the replicator", asked: true });
  }
  return found;
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
