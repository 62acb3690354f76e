import { assumption } from "../../../model/evidence.ts";
import type { KubeObject } from "../../../model/objects.ts";
import type { Assumption } from "../../../model/report.ts";
import { type Authorities, UNSEEN } from "../../../model/trust.ts";
import { authoritiesOf } from "../../authorities.ts";
import type { TraefikWorld } from "../traefik-world.ts";

/** What a Secret gives: a CA, a key pair, both, or neither. */
export interface SecretBlocks {
  readonly ca: "usable" | "unusable" | "missing";
  readonly pair: boolean;
  readonly assumptions: readonly Assumption[];
  readonly authorities: Authorities;
}

/** A Secret as certificateBlocks reads it; null for one that cannot be had, or that may not be looked at. */
export function secretBlocks(
  traefik: TraefikWorld,
  ingress: KubeObject,
  namespace: string,
  name: string,
): SecretBlocks | null {
  const allowed = traefik.config.flag("providers.kubernetesingressnginx.allowcrossnamespaceresources");
  if (namespace !== (ingress.namespace ?? "default") && !allowed) return null;
  const held = traefik.world.inventory.secret(namespace, name);
  if (held.state === "missing") return null;
  if (held.state === "made" && held.keys !== null) {
    if (!held.keys.includes("ca.crt")) return null;
    const authorities = authoritiesOf(traefik.world, "Secret", namespace, name, "ca.crt");
    return { ca: "usable", pair: false, assumptions: [], authorities };
  }
  if (held.state !== "present") {
    const supposed = assumption(
      `the content of Secret ${namespace}/${name}`,
      "a CA and a key pair that fit",
      "add the Secret to the input",
    );
    return { ca: "usable", pair: true, assumptions: [supposed], authorities: UNSEEN };
  }
  const { certificates } = traefik.world;
  const facts = held.secret.secret;
  const [keys, empty] = [facts?.keys ?? [], facts?.emptyKeys ?? []];
  const has = (key: string): boolean => keys.includes(key) || empty.includes(key);
  if (!has("tls.crt") && !has("tls.key") && !has("ca.crt")) return null;
  if (empty.includes("ca.crt")) return null;
  const both = has("tls.crt") && has("tls.key");
  if (both && (empty.includes("tls.crt") || empty.includes("tls.key"))) return null;
  return {
    ca: !has("ca.crt") ? "missing" : certificates.bundle(held.secret, "ca.crt") === "usable" ? "usable" : "unusable",
    pair: both && certificates.keyPair(held.secret) === "usable",
    assumptions: [],
    authorities: authoritiesOf(traefik.world, "Secret", namespace, name, "ca.crt"),
  };
}
