import { SecretCertificates } from "../../../src/certificates/reader.ts";
import type { World } from "../../../src/controllers/contract.ts";
import { dialledByTls } from "../../../src/controllers/ingress-nginx/dialled.ts";
import { declaredInstances, IMAGES } from "../../../src/controllers/ingress-nginx/instance.ts";
import { buildModel } from "../../../src/controllers/ingress-nginx/model.ts";
import { parseIngress } from "../../../src/controllers/ingress-nginx/parse.ts";
import { SecretStore } from "../../../src/controllers/ingress-nginx/secrets.ts";
import { compareAge, type Location, type Server } from "../../../src/controllers/ingress-nginx/servers.ts";
import { NginxSettings } from "../../../src/controllers/ingress-nginx/settings.ts";
import { type Upstream, Upstreams, upstreamKey } from "../../../src/controllers/ingress-nginx/upstreams.ts";
import { controllerContainers } from "../../../src/controllers/workloads.ts";
import { readText } from "../../../src/input/read.ts";
import { Inventory } from "../../../src/inventory/inventory.ts";
import type { Manifest } from "../../world/manifests.ts";

/** A case as lasthop itself parses and merges it: what is rendered is what it takes the controller to render. */
export interface CaseModel {
  readonly inventory: Inventory;
  readonly settings: NginxSettings;
  readonly secrets: SecretStore;
  readonly upstreams: Upstreams;
  readonly servers: ReadonlyMap<string, Server>;
  /** Services that share the traffic of another one. */
  readonly canaries: readonly { readonly primary: Upstream; readonly canary: Upstream }[];
  /** Upstreams that are dialled by TLS whatever their protocol says. */
  readonly dialled: ReadonlyMap<string, Location>;
}

export function modelOf(objects: readonly Manifest[]): CaseModel {
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  const inventory = new Inventory(readText(list, "case.json"), { whole: true });
  const world: World = { inventory, certificates: new SecretCertificates(), given: [], now: null };
  const settings = settingsOf(inventory);
  const secrets = new SecretStore(world, settings);
  const [instance] = declaredInstances(world);
  const parsed = inventory
    .all("Ingress.networking.k8s.io")
    .filter((ingress) => instance?.claims(ingress) != null)
    .map((ingress) => parseIngress(ingress, settings, secrets))
    .toSorted(compareAge);
  const upstreams = new Upstreams(world, settings, parsed);
  const { servers, declarations } = buildModel(parsed, upstreams, settings, secrets);
  const canaries = declarations.flatMap(({ outcome, location, rule, parsed: own }) => {
    if (outcome !== "canary" || location?.upstream == null || rule.backend === null) return [];
    return [{ primary: location.upstream, canary: upstreams.get(upstreamKey(own.namespace, rule.backend)) }];
  });
  return { inventory, settings, secrets, upstreams, servers, canaries, dialled: dialledByTls(servers, upstreams) };
}

function settingsOf(inventory: Inventory): NginxSettings {
  const [container] = controllerContainers(inventory, IMAGES);
  if (container === undefined) throw new Error("the case has no workload that runs ingress-nginx");
  const reference = container.flags.findLast((flag) => flag.name === "configmap")?.value ?? "";
  const [namespace = "", name = ""] = reference.split("/");
  return new NginxSettings({
    version: container.version,
    flagsObject: container.object,
    flags: container.flags,
    configMap: inventory.find("ConfigMap.", namespace, name) ?? null,
    configAt: ["data"],
    assumptions: [],
  });
}
