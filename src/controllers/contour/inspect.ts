import { evidence, type Fact } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { annotation, integer, list, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import type { SettingVerdict } from "../settings-contract.ts";
import { FACTS } from "./facts.ts";

const ALLOW = "kubernetes.io/ingress.allow-http";

/** What no table of values says of an Ingress. */
export function inspectIngress(ingress: KubeObject): SettingVerdict[] {
  const value = annotation(ingress, ALLOW);
  if (value === undefined || value === "true" || value === "false") return [];
  const effect = `the word false alone takes a host off port 80; "${value}" leaves it there`;
  return [told(ingress, ALLOW, "value-falls-back", FACTS.plainVhost, effect, "false")];
}

/** Annotations for ports that the Service does not have, or that say it otherwise. */
export function serviceSettings(world: World): SettingVerdict[] {
  return world.inventory
    .all("Service.")
    .flatMap((service) =>
      ["tls", "h2", "h2c"].flatMap((protocol) => ofKey(service, `projectcontour.io/upstream-protocol.${protocol}`)),
    );
}

function ofKey(service: KubeObject, key: string): SettingVerdict[] {
  const ports = list(service.body, "spec", "ports");
  const names = (annotation(service, key) ?? "").split(",").map((name) => name.trim());
  return names.flatMap((name) => {
    if (name === "") return [];
    const port = ports.find((item) => text(item, "name") === name || String(integer(item, "port")) === name);
    if (port === undefined) {
      const all = ports.map((item) => text(item, "name") ?? String(integer(item, "port")));
      const effect = `the Service has no port ${name}; names and numbers of its own are looked up, not target ports`;
      return [told(service, key, "no-effect", FACTS.annotation, effect, all.join(",") || null)];
    }
    const own = text(port, "appProtocol");
    if (own === undefined) return [];
    const effect = `appProtocol of port ${name} is ${own} and goes before the annotation`;
    return [told(service, key, "no-effect", FACTS.appProtocol, effect, null)];
  });
}

function told(
  object: KubeObject,
  key: string,
  problem: SettingVerdict["problem"],
  fact: Fact,
  effect: string,
  instead: string | null,
): SettingVerdict {
  const at: FieldPath = ["metadata", "annotations", key];
  const value = annotation(object, key) ?? null;
  const belief = key === ALLOW ? "redirect" : "encryption";
  return {
    problem,
    controller: "contour",
    object,
    at,
    key,
    value,
    effect,
    instead,
    belief,
    evidence: [evidence(fact, object, at)],
  };
}
