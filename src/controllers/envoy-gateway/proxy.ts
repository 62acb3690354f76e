import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, flag, isFields, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { namespaceOf } from "../gateway-api/kinds.ts";
import type { Config } from "./config.ts";

const KIND = "EnvoyProxy.gateway.envoyproxy.io";

/** Settings of the data plane, and where they are written. */
export interface ProxySettings {
  readonly object: KubeObject | null;
  readonly at: FieldPath;
  readonly body: unknown;
}

/** A parametersRef to an EnvoyProxy. */
export interface ProxyRef {
  readonly namespace: string;
  readonly name: string;
}

export function refOfGateway(gateway: KubeObject): ProxyRef | null {
  return readRef(at(gateway.body, "spec", "infrastructure", "parametersRef"), namespaceOf(gateway));
}

function readRef(ref: unknown, own: string | undefined): ProxyRef | null {
  const name = text(ref, "name");
  if (name === undefined || text(ref, "kind") !== "EnvoyProxy") return null;
  return { namespace: own ?? text(ref, "namespace") ?? "default", name };
}

export function proxyNamed(world: World, { namespace, name }: ProxyRef): KubeObject | undefined {
  return world.inventory.find(KIND, namespace, name);
}

/**
 * The settings that count for a Gateway, the nearest first: those of the Gateway, else of its class, else of the program's
 * own configuration. Those further out count beside it only where a mergeType says so.
 * Source: attachEnvoyProxy, MergeEnvoyProxyConfigs.
 */
export function proxySettings(
  world: World,
  config: Config,
  gateway: KubeObject,
  gatewayClass: KubeObject | null,
): readonly ProxySettings[] {
  const ofClass = settingsAt(world, classRef(gatewayClass));
  const own = mergesGateways(world, config, gatewayClass) ? null : settingsAt(world, refOfGateway(gateway));
  const merges = (settings: ProxySettings | null): boolean | null => {
    const type = text(settings?.body, "mergeType");
    return type === undefined ? null : type !== "Replace";
  };
  const inner = [own, own === null || merges(own) === true ? ofClass : null].filter((item) => item !== null);
  const outer = inner.length === 0 || (merges(ofClass) ?? merges(own)) === true;
  return [...inner, ...(outer ? ofProgram(config) : [])];
}

function classRef(gatewayClass: KubeObject | null): ProxyRef | null {
  return readRef(at(gatewayClass?.body, "spec", "parametersRef"), undefined);
}

function settingsAt(world: World, ref: ProxyRef | null): ProxySettings | null {
  const object = ref === null ? undefined : proxyNamed(world, ref);
  return object === undefined ? null : { object, at: ["spec"], body: at(object.body, "spec") };
}

function ofProgram({ object, at: place, body }: Config): ProxySettings[] {
  const settings = at(body, "envoyProxy");
  // Inside of a ConfigMap the setting is a part of a text, which is told as a whole.
  const inside = object?.kind === "ConfigMap" || object === null;
  return isFields(settings) ? [{ object, at: inside ? place : [...place, "envoyProxy"], body: settings }] : [];
}

/** Whether one data plane serves all Gateways of a class. */
export function mergesGateways(world: World, config: Config, gatewayClass: KubeObject | null): boolean {
  const ofClass = flag(settingsAt(world, classRef(gatewayClass))?.body, "mergeGateways");
  return ofClass ?? flag(config.body, "envoyProxy", "mergeGateways") === true;
}
