import { assumption } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { fields } from "../../model/read.ts";
import type { Assumption } from "../../model/report.ts";
import type { World } from "../contract.ts";
import { granted } from "./grants.ts";
import { namespaceOf } from "./kinds.ts";
import type { Profile } from "./profile.ts";
import type { Reference } from "./references.ts";

/** What CA references come to: a set of authorities, or why not. */
export interface Trust {
  readonly usable: boolean;
  /** The reference that cannot be used, and why in one clause. */
  readonly broken: Broken | null;
  readonly assumptions: readonly Assumption[];
}

interface Broken {
  readonly ref: Reference | null;
  readonly why: string;
  /** Something is there, and it is no certificate. */
  readonly unreadable: boolean;
}

/** Which entry of a ConfigMap or Secret holds the CA; null where none does. */
export type CaKey = (keys: readonly string[], kind: string) => string | null;

/** As the specification says. */
export const onlyCaCrt: CaKey = (keys) => (keys.includes("ca.crt") ? "ca.crt" : null);

/** All references of a list have to be readable, as implementations take them together. */
export function trustOf(
  world: World,
  owner: KubeObject,
  refs: readonly Reference[],
  rules: Pick<Profile, "caKinds" | "caKey">,
): Trust {
  const assumptions: Assumption[] = [];
  for (const ref of refs) {
    const why = refusal(world, owner, ref, rules, assumptions);
    if (why !== null)
      return { usable: false, broken: { ref, why, unreadable: why.endsWith(" unreadable") }, assumptions };
  }
  if (refs.length === 0)
    return { usable: false, broken: { ref: null, why: "no CA is named", unreadable: false }, assumptions };
  return { usable: true, broken: null, assumptions };
}

function refusal(
  world: World,
  owner: KubeObject,
  ref: Reference,
  { caKinds, caKey }: Pick<Profile, "caKinds" | "caKey">,
  assumptions: Assumption[],
): string | null {
  if (!caKinds.includes(ref.kind) || (ref.group !== "" && ref.kind !== "ClusterTrustBundle")) {
    return `${ref.kind === "" ? "a reference without kind" : `kind ${ref.kind}`} is none of ${caKinds.join(", ")}`;
  }
  if (ref.namespace !== namespaceOf(owner) && granted(world, owner, ref) === "no") {
    return `no ReferenceGrant in ${ref.namespace} lets it use ${ref.kind} ${ref.namespace}/${ref.name}`;
  }
  const where = `${ref.kind} ${ref.namespace}/${ref.name}`;
  const held = entries(world, ref);
  if (held === "missing") return `${where} does not exist`;
  if (held === "unseen") {
    assumptions.push(assumption(where, "it holds a CA that can be used", `add ${where} to the input`));
    return null;
  }
  const key = caKey(Object.keys(held), ref.kind);
  if (key === null) return `${where} has no ca.crt`;
  return held[key] === "usable" ? null : `ca.crt of ${where} is ${held[key]}`;
}

/** Entries of a ConfigMap or Secret, with what each is as a set of certificates. */
function entries(
  world: World,
  { kind, namespace, name }: Reference,
): Readonly<Record<string, string>> | "missing" | "unseen" {
  if (kind === "Secret") {
    const held = world.inventory.secret(namespace, name);
    if (held.state === "missing") return "missing";
    if (held.state !== "present") return "unseen";
    const { secret } = held;
    const keys = [...(secret.secret?.keys ?? []), ...(secret.secret?.emptyKeys ?? [])];
    return Object.fromEntries(keys.map((key) => [key, world.certificates.bundle(secret, key)]));
  }
  const kindName = kind === "ConfigMap" ? "ConfigMap." : "ClusterTrustBundle.certificates.k8s.io";
  const found = world.inventory.find(kindName, kind === "ConfigMap" ? namespace : null, name);
  if (found === undefined) return world.inventory.whole ? "missing" : "unseen";
  if (kind !== "ConfigMap") return { "ca.crt": "usable" };
  const data = fields(found.body, "data");
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, stateOf(value)]));
}

function stateOf(value: unknown): string {
  if (typeof value !== "string" || value === "") return "empty";
  return value.includes("-----BEGIN CERTIFICATE-----") ? "usable" : "unreadable";
}
