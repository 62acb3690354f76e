import { absence } from "../inventory/named-secrets.ts";
import { isIncomplete, KEY_PAIR_STATES, type KeyPairState } from "../model/certificates.ts";
import { firstFew } from "../model/first-few.ts";
import type { KubeObject } from "../model/objects.ts";
import type { World } from "./contract.ts";

const MOST_NAMES = 4;

/** Why a Secret cannot serve TLS, as a clause that names it; null where nothing is known against it. */
export function keyPairProblem(
  { inventory, certificates }: World,
  named: { readonly namespace: string; readonly name: string },
): string | null {
  const where = `Secret ${named.namespace}/${named.name}`;
  const held = inventory.secret(named.namespace, named.name);
  if (held.state === "missing") return `${where} ${absence(inventory, named)}`;
  if (held.state !== "present") return null;
  const state = certificates.keyPair(held.secret);
  return state === "usable" ? null : `${where} ${keyPairText(held.secret, state)}`;
}

/** The end of "Secret … "; where an entry is not there, with those that are. */
export function keyPairText({ secret }: KubeObject, state: KeyPairState): string {
  const text = KEY_PAIR_STATES[state];
  if (!isIncomplete(state)) return text;
  const others = (secret?.keys ?? []).filter((key) => key !== "tls.crt" && key !== "tls.key");
  return others.length === 0 ? text : `${text} (it holds ${firstFew(others, MOST_NAMES)})`;
}
