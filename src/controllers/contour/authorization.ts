import { assumption } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { at, isFields, list, integer, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import type { Cause } from "../gateway-api/cause.ts";
import type { Leg } from "../gateway-api/leg.ts";
import { FACTS } from "./facts.ts";

/** The request that asks whether another one may pass. An ExtensionService is dialled by TLS (h2) unless it says h2c. */
export function authorizationLeg(world: World, root: KubeObject): Leg | null {
  const path = ["spec", "virtualhost", "authorization", "extensionRef"];
  const ref = at(root.body, ...path);
  const name = text(ref, "name");
  if (!isFields(ref) || name === undefined) return null;
  const namespace = text(ref, "namespace") ?? root.namespace ?? "default";
  const cause: Cause = { fact: FACTS.authorization, object: root, at: path };
  const found = world.inventory.find("ExtensionService.projectcontour.io", namespace, name);
  const [service] = list(found?.body, "spec", "services");
  const base: Leg = {
    role: "auth",
    place: { kind: "service", name: text(service, "name") ?? name, namespace, port: integer(service, "port") ?? null },
    protection: "unknown",
    status: null,
    causes: [cause],
    assumptions: [],
    traits: [],
  };
  if (found === undefined) {
    const what = `ExtensionService ${namespace}/${name}`;
    return { ...base, assumptions: [assumption(what, "nothing: the verdict is unknown", `add ${what} to the input`)] };
  }
  if (text(found.body, "spec", "protocol") === "h2c") return { ...base, protection: "plaintext" };
  const verified = isFields(at(found.body, "spec", "validation"));
  return { ...base, protection: verified ? "tls-verified" : "tls-unverified" };
}
