import { evidence } from "../../model/evidence.ts";
import type { ControllerInstance, World } from "../contract.ts";
import { claimByClass } from "../gateway-claims.ts";
import { servingGateways } from "../gateway-api/implementation.ts";
import { chartValues } from "../helm-values.ts";
import { controllerContainers, versionOfTag } from "../workloads.ts";
import { at, text } from "../../model/read.ts";
import { type Config, configs, controllerName, mountedConfig } from "./config.ts";
import { FACTS } from "./facts.ts";
import { profileOf } from "./profile.ts";
import { mergesGateways } from "./proxy.ts";

export const IMAGES = [/(?:^|\/)envoyproxy\/gateway(?:-dev)?$/];

const NO_CONFIG: Config = { object: null, at: [], body: {} };

/** Installations in the input: Deployments and charts, else a configuration alone. */
export function declaredInstances(world: World): ControllerInstance[] {
  const found = configs(world);
  const workloads = controllerContainers(world.inventory, IMAGES);
  if (workloads.length > 0) {
    return workloads.map((container) => {
      const { namespace } = container.object;
      const config =
        mountedConfig(world, container) ??
        found.find((item) => item.object?.namespace === namespace) ??
        found[0] ??
        NO_CONFIG;
      const because = [evidence(FACTS.workload, container.object, [...container.at, "image"])];
      return make(world, config, {
        version: container.version,
        name: `${namespace}/${container.object.name}`,
        because,
      });
    });
  }
  const charts = chartValues(world.inventory, "gateway-helm");
  if (charts.length > 0) {
    return charts.map((chart) => {
      const body = at(chart.values, "config", "envoyGateway") ?? {};
      const config: Config = { object: chart.object, at: chart.at, body };
      const version = versionOfTag(text(chart.values, "deployment", "envoyGateway", "image", "tag") ?? null);
      const because = [evidence(FACTS.workload, chart.object, chart.at)];
      return make(world, config, { version, name: `${chart.namespace}/${chart.release}`, because });
    });
  }
  return found.map((config) => {
    const because = [evidence(FACTS.config, config.object, config.at)];
    const name = `${config.object?.namespace}/${config.object?.name}`;
    return make(world, config, { version: null, name, because });
  });
}

/** Envoy Gateway with its defaults. */
export function supposedInstance(world: World): ControllerInstance {
  const version = world.given.find((item) => item.id === "envoy-gateway")?.version ?? null;
  return { ...make(world, NO_CONFIG, { version, name: "assumed", because: [] }), declared: false };
}

function make(
  world: World,
  config: Config,
  known: Pick<ControllerInstance, "version" | "name" | "because">,
): ControllerInstance {
  const instance: ControllerInstance = {
    id: "envoy-gateway",
    ...known,
    version: known.version ?? world.given.find((item) => item.id === "envoy-gateway")?.version ?? null,
    declared: true,
    annotationPrefixes: [],
    claims: () => null,
    claimsGateway: (_, gatewayClass) => claimByClass([controllerName(config)], gatewayClass),
    routes: () => [],
    traits: [],
    settings: [],
    serving: (claimed) =>
      servingGateways(
        world,
        instance,
        claimed,
        ({ gatewayClass }) => profileOf(world, config, gatewayClass, instance.version),
        { merges: (gatewayClass) => mergesGateways(world, config, gatewayClass) },
      ),
  };
  return instance;
}
