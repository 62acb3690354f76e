import { assumption, type Fact } from "../../model/evidence.ts";
import type { KeyPairState } from "../../model/certificates.ts";
import { at, isFields } from "../../model/read.ts";
import { granted } from "./grants.ts";
import type { LegContext } from "./leg.ts";
import type { ClientCertificate } from "./profile.ts";
import { readSecretRef } from "./references.ts";

interface GatewayCertificate extends ClientCertificate {
  /** Of the Secret, where it may be used; null where none is seen. */
  readonly pair: KeyPairState | null;
}

/** `spec.tls.backend.clientCertificateRef` of a Gateway; null where it has none. One that cannot be used is left out. */
export function gatewayCertificate(
  { world, gateway }: Pick<LegContext, "world" | "gateway">,
  fact: Fact,
): GatewayCertificate | null {
  const path = ["spec", "tls", "backend", "clientCertificateRef"];
  const value = at(gateway.body, ...path);
  if (!isFields(value)) return null;
  const ref = readSecretRef(gateway, value, path);
  const held = world.inventory.secret(ref.namespace, ref.name);
  const allowed = ref.kind === "Secret" && ref.group === "" && granted(world, gateway, ref) !== "no";
  const pair = allowed && held.state === "present" ? world.certificates.keyPair(held.secret) : null;
  const usable = allowed && held.state !== "missing" && (pair === null || pair === "usable");
  const where = `Secret ${ref.namespace}/${ref.name}`;
  const supposed =
    held.state === "unseen"
      ? [assumption(where, "it holds a certificate and its key", `add ${where} to the input`)]
      : [];
  return { fact, object: gateway, at: path, state: usable ? "sent" : "left-out", pair, assumptions: supposed };
}
