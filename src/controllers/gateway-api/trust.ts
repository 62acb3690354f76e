import { assumption } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { fields } from "../../model/read.ts";
import type { Assumption } from "../../model/report.ts";
import { type Authorities, together, UNSEEN } from "../../model/trust.ts";
import { authoritiesOf } from "../authorities.ts";
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
  readonly authorities: Authorities;
}

interface Broken {
  readonly ref: Reference | null;
  readonly why: string;
  /** Something is there: it is no certificate, or one whose time is over. */
  readonly state?: "unreadable" | "ended";
}

/** Which entry of a ConfigMap or Secret holds the CA; null where none does. */
export type CaKey = (keys: readonly string[], kind: string) => string | null;

/** As the specification says. */
export const onlyCaCrt: CaKey = (keys) => (keys.includes("ca.crt") ? "ca.crt" : null);

interface Rules extends Pick<Profile, "caKinds" | "caKey"> {
  /** A CA outside of its validity is left out. */
  readonly leavesEndedOut?: true;
}

/** All references of a list have to be readable, as implementations take them together. */
export function trustOf(world: World, owner: KubeObject, refs: readonly Reference[], rules: Rules): Trust {
  const assumptions: Assumption[] = [];
  for (const ref of refs) {
    const refused = refusal(world, owner, ref, rules, assumptions);
    if (refused !== null) return { usable: false, broken: { ref, ...refused }, assumptions, authorities: UNSEEN };
  }
  if (refs.length === 0)
    return { usable: false, broken: { ref: null, why: "no CA is named" }, assumptions, authorities: UNSEEN };
  const authorities = together(refs.map((ref) => held(world, ref, rules.caKey)));
  return { usable: true, broken: null, assumptions, authorities };
}

function refusal(
  world: World,
  owner: KubeObject,
  ref: Reference,
  { caKinds, caKey, leavesEndedOut }: Rules,
  assumptions: Assumption[],
): Omit<Broken, "ref"> | null {
  if (!caKinds.includes(ref.kind) || (ref.group !== "" && ref.kind !== "ClusterTrustBundle")) {
    const why = `${ref.kind === "" ? "a reference without kind" : `kind ${ref.kind}`} is none of ${caKinds.join(", ")}`;
    return { why };
  }
  if (ref.namespace !== namespaceOf(owner) && granted(world, owner, ref) === "no") {
    return { why: `no ReferenceGrant in ${ref.namespace} lets it use ${ref.kind} ${ref.namespace}/${ref.name}` };
  }
  const where = `${ref.kind} ${ref.namespace}/${ref.name}`;
  const found = entries(world, ref);
  if (found === "missing") return { why: `${where} does not exist` };
  if (found === "unseen") {
    assumptions.push(assumption(where, "it holds a CA that can be used", `add ${where} to the input`));
    return null;
  }
  const { object, states } = found;
  const key = caKey(Object.keys(states), ref.kind);
  if (key === null) return { why: `${where} has no ca.crt` };
  const state = states[key];
  if (state !== "usable")
    return { why: `ca.crt of ${where} is ${state}`, ...(state === "unreadable" ? { state } : {}) };
  const ended = leavesEndedOut === true ? world.certificates.outOfForce(object, key, world.now) : null;
  return ended?.all === true ? { why: `the CA of ${where} ${ended.how}`, state: "ended" } : null;
}

function held(world: World, ref: Reference, caKey: CaKey): Authorities {
  const { kind, namespace, name } = ref;
  const found = entries(world, ref);
  if ((kind !== "Secret" && kind !== "ConfigMap") || typeof found === "string") return UNSEEN;
  const key = caKey(Object.keys(found.states), kind);
  return key === null ? UNSEEN : authoritiesOf(world, kind, namespace, name, key);
}

/** An object that holds authorities, and what each of its entries is as a set of certificates. */
interface Entries {
  readonly object: KubeObject;
  readonly states: Readonly<Record<string, string>>;
}

function entries(world: World, { kind, namespace, name }: Reference): Entries | "missing" | "unseen" {
  if (kind === "Secret") {
    const held = world.inventory.secret(namespace, name);
    if (held.state === "missing") return "missing";
    if (held.state === "made" && held.keys !== null) return promised(held.by, held.keys);
    if (held.state !== "present") return "unseen";
    const { secret } = held;
    const keys = [...(secret.secret?.keys ?? []), ...(secret.secret?.emptyKeys ?? [])];
    return {
      object: secret,
      states: Object.fromEntries(keys.map((key) => [key, world.certificates.bundle(secret, key)])),
    };
  }
  if (kind !== "ConfigMap") {
    const found = world.inventory.find("ClusterTrustBundle.certificates.k8s.io", null, name);
    if (found !== undefined) return { object: found, states: { "ca.crt": "usable" } };
    return world.inventory.whole ? "missing" : "unseen";
  }
  const held = world.inventory.configMap(namespace, name);
  if (held.state === "made") return promised(held.by, held.keys ?? []);
  if (held.state !== "present") return held.state;
  const data = fields(held.configMap.body, "data");
  return {
    object: held.configMap,
    states: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, stateOf(value)])),
  };
}

/** trust-manager writes no entry without a certificate. */
function promised(by: KubeObject, keys: readonly string[]): Entries {
  return { object: by, states: Object.fromEntries(keys.map((key) => [key, "usable"])) };
}

function stateOf(value: unknown): string {
  if (typeof value !== "string" || value === "") return "empty";
  return value.includes("-----BEGIN CERTIFICATE-----") ? "usable" : "unreadable";
}
