import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { flag, isFields, list, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { parseYaml } from "../embedded-yaml.ts";
import type { ControllerContainer } from "../workloads.ts";

/** Envoy Gateway's own configuration: a ConfigMap with an EnvoyGateway, or the object itself. */
export interface Config {
  readonly object: KubeObject | null;
  readonly at: FieldPath;
  readonly body: unknown;
}

const KIND = "EnvoyGateway";
export const CONTROLLER_NAME = "gateway.envoyproxy.io/gatewayclass-controller";

/** The configurations in the input, by namespace. */
export function configs(world: World): Config[] {
  const own = world.inventory
    .all(`${KIND}.gateway.envoyproxy.io`)
    .map((object) => ({ object, at: [], body: object.body }));
  return [...world.inventory.all("ConfigMap.").flatMap(inside), ...own];
}

/** As the chart calls it. */
const CONVENTIONAL = "envoy-gateway-config";

/** What a workload mounts, by name: of a cluster no ConfigMap is read that nobody asks for. */
export function mountedConfig(world: World, { object, at: place }: ControllerContainer): Config | null {
  const mounted = list(object.body, ...place.slice(0, -2), "volumes").map((volume) =>
    text(volume, "configMap", "name"),
  );
  for (const name of [...mounted, CONVENTIONAL]) {
    const found = name === undefined ? undefined : world.inventory.find("ConfigMap.", object.namespace, name);
    const [config] = found === undefined ? [] : inside(found);
    if (config !== undefined) return config;
  }
  return null;
}

function inside(object: KubeObject): Config[] {
  const source = text(object.body, "data", "envoy-gateway.yaml");
  if (source === undefined) return [];
  const body = parseYaml(source);
  return isFields(body) && body["kind"] === KIND ? [{ object, at: ["data", "envoy-gateway.yaml"], body }] : [];
}

export function controllerName({ body }: Config): string {
  return text(body, "gateway", "controllerName") ?? CONTROLLER_NAME;
}

/** null: the input holds no configuration. */
export function backendEnabled({ object, body }: Config): boolean | null {
  if (object === null) return null;
  return flag(body, "extensionApis", "enableBackend") ?? false;
}
