import { type Authorities, authorityIn, UNSEEN } from "../model/trust.ts";
import type { World } from "./contract.ts";

/** The CAs in an entry of a Secret or a ConfigMap, as far as the input holds them or says what they will be. */
export function authoritiesOf(
  { inventory }: World,
  kind: "Secret" | "ConfigMap",
  namespace: string,
  name: string,
  key: string,
): Authorities {
  const found = kind === "Secret" ? inventory.secret(namespace, name) : inventory.configMap(namespace, name);
  if (found.state === "present") return authorityIn("secret" in found ? found.secret : found.configMap, key);
  return found.state === "made" && found.keys?.includes(key) === true ? inventory.contentOf(found.by) : UNSEEN;
}
