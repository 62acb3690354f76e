import { absence } from "../../inventory/named-secrets.ts";
import { isMismatch } from "../../model/certificates.ts";
import { assumption } from "../../model/evidence.ts";
import { list, text, texts } from "../../model/read.ts";
import type { Assumption } from "../../model/report.ts";
import type { World } from "../contract.ts";
import { keyPairText } from "../key-pairs.ts";
import type { Cause } from "../gateway-api/cause.ts";
import type { Named } from "./config.ts";

/** What a Secret that an object names is good for. */
export interface Held {
  readonly namespace: string;
  readonly name: string;
  /** Why it cannot be used; null where it can. */
  readonly why: string | null;
  /** Why Envoy refuses what Contour hands it; null where it takes it. */
  readonly unfit: string | null;
  readonly assumptions: readonly Assumption[];
}

/** `name` or `namespace/name`. */
export function parseName(value: string, namespace: string): Named {
  const slash = value.indexOf("/");
  return slash < 0 ? { namespace, name: value } : { namespace: value.slice(0, slash), name: value.slice(slash + 1) };
}

/**
 * A key pair that a host can be served with. A key of another certificate is not noticed, and Envoy refuses it.
 * Source: LookupTLSSecret, validTLSSecret.
 */
export function keyPair(world: World, { namespace, name }: Named, from: string | null): Held {
  let unfit: string | null = null;
  const held = look(world, { namespace, name }, from, "tls.crt", (secret) => {
    const type = secret.secret?.type ?? null;
    if (type !== null && type !== "kubernetes.io/tls" && type !== "Opaque") return `is of type ${type}`;
    const state = world.certificates.keyPair(secret);
    if (isMismatch(state)) unfit = `Secret ${namespace}/${name} ${keyPairText(secret, state)}`;
    return state === "usable" || isMismatch(state) ? null : keyPairText(secret, state);
  });
  return { ...held, unfit };
}

/** Why a host with this key pair closes every connection. */
export function deadOf({ unfit }: Held, cause: Cause): Cause | null {
  return unfit === null ? null : { ...cause, text: `${unfit}: every handshake fails.` };
}

/** A list of revoked certificates under `crl.pem`. Source: LookupCRLSecret, validCRLSecret. */
export function revocations(world: World, named: Named, from: string | null): Held {
  return look(world, named, from, "crl.pem", (secret) =>
    (secret.secret?.keys ?? []).includes("crl.pem") ? null : "has no crl.pem",
  );
}

/** A CA under `ca.crt`. Source: LookupCASecret, validCASecret. */
export function authority(world: World, named: Named, from: string | null): Held {
  return look(world, named, from, "ca.crt", (secret) => {
    const state = world.certificates.bundle(secret, "ca.crt");
    return state === "usable" ? null : `has no ca.crt that can be used (${state})`;
  });
}

type Present = Extract<ReturnType<World["inventory"]["secret"]>, { state: "present" }>["secret"];

/** @param from the namespace that must have the Secret delegated to it; null where no delegation is asked */
function look(
  world: World,
  { namespace, name }: Named,
  from: string | null,
  needed: string,
  check: (secret: Present) => string | null,
): Held {
  const where = `Secret ${namespace}/${name}`;
  const base = { namespace, name, assumptions: [], unfit: null };
  if (from !== null && from !== namespace && !delegated(world, { namespace, name }, from))
    return { ...base, why: `no TLSCertificateDelegation of ${namespace} lets ${from} use ${where}` };
  const held = world.inventory.secret(namespace, name);
  if (held.state === "missing") return { ...base, why: `${where} ${absence(world.inventory, { namespace, name })}` };
  if (held.state === "present") {
    const why = check(held.secret);
    return { ...base, why: why === null ? null : `${where} ${why}` };
  }
  if (held.state === "made" && held.keys !== null && !held.keys.includes(needed))
    return { ...base, why: `${where}, which ${held.by.kind} ${held.by.name} writes, has no ${needed}` };
  const supposed = assumption(where, "it can be used", `add ${where} to the input`);
  return { ...base, why: null, assumptions: held.state === "unseen" ? [supposed] : [] };
}

function delegated(world: World, { namespace, name }: Named, to: string): boolean {
  return world.inventory
    .all("TLSCertificateDelegation.projectcontour.io")
    .filter((object) => object.namespace === namespace)
    .flatMap((object) => list(object.body, "spec", "delegations"))
    .some((entry) => {
      const targets = texts(entry, "targetNamespaces");
      // A star stands for all namespaces where it is alone, and for no Secret at all.
      const all = targets.length === 1 && targets[0] === "*";
      return text(entry, "secretName") === name && (all || targets.includes(to));
    });
}
