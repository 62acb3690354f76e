import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, flag, isFields, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { parseYaml } from "../embedded-yaml.ts";

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
  const inside = world.inventory.all("ConfigMap.").flatMap((object) => {
    const source = text(object.body, "data", "envoy-gateway.yaml");
    if (source === undefined) return [];
    const body = parseYaml(source);
    return isFields(body) && body["kind"] === KIND ? [{ object, at: ["data", "envoy-gateway.yaml"], body }] : [];
  });
  return [...inside, ...own];
}

export function controllerName({ body }: Config): string {
  return text(body, "gateway", "controllerName") ?? CONTROLLER_NAME;
}

/** null: the input holds no configuration. */
export function backendEnabled({ object, body }: Config): boolean | null {
  if (object === null) return null;
  return flag(body, "extensionApis", "enableBackend") ?? false;
}

/** Configuration of the data plane: of the Gateway, else of the class. */
export function envoyProxies(world: World, gateway: KubeObject, gatewayClass: KubeObject | null): KubeObject[] {
  const own = at(gateway.body, "spec", "infrastructure", "parametersRef");
  const ofClass = at(gatewayClass?.body, "spec", "parametersRef");
  const find = (ref: unknown, namespace: string | null): KubeObject[] => {
    const name = text(ref, "name");
    if (name === undefined || text(ref, "kind") !== "EnvoyProxy") return [];
    const found = world.inventory.find("EnvoyProxy.gateway.envoyproxy.io", namespace, name);
    return found === undefined ? [] : [found];
  };
  return [...find(own, gateway.namespace ?? "default"), ...find(ofClass, text(ofClass, "namespace") ?? "default")];
}

export function mergesGateways(world: World, gatewayClass: KubeObject | null): boolean {
  const ref = at(gatewayClass?.body, "spec", "parametersRef");
  const name = text(ref, "name");
  const found =
    name === undefined
      ? undefined
      : world.inventory.find("EnvoyProxy.gateway.envoyproxy.io", text(ref, "namespace") ?? "default", name);
  return flag(found?.body, "spec", "mergeGateways") === true;
}
