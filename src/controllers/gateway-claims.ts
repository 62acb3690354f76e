import { assumption, evidence, type Fact } from "../model/evidence.ts";
import type { KubeObject } from "../model/objects.ts";
import { text } from "../model/read.ts";
import type { Claim, ClaimedGateway, ControllerInstance, ControllerModule, World } from "./contract.ts";

const GATEWAY = "Gateway.gateway.networking.k8s.io";
const CLASS = "GatewayClass.gateway.networking.k8s.io";

const CLASS_FACT: Fact = {
  text: "The Gateway names this class and the class's controllerName names this controller.",
  reference: "kubernetes-sigs/gateway-api apis/v1/gatewayclass_types.go",
  basis: "documented",
};
const CONVENTION_FACT: Fact = {
  text: "By convention this class name belongs to this controller.",
  reference: "the class of the controller's own chart or quick start",
  basis: "documented",
};

const SUPPLY = "add the GatewayClass and the controller's Deployment to the input";

/**
 * Finds who serves each Gateway: by the class's controllerName, then among the instances that the input declares; where
 * the input holds no class, by its name. What nobody serves goes to the module that takes it.
 * @param suppose an instance with documented defaults of a module, made once
 */
export function claimGateways(
  world: World,
  modules: readonly ControllerModule[],
  declared: readonly ControllerInstance[],
  suppose: (module: ControllerModule) => ControllerInstance | null,
): Map<ControllerInstance, ClaimedGateway[]> {
  const given = new Map<ControllerInstance, ClaimedGateway[]>();
  const give = (instance: ControllerInstance | null, claimed: ClaimedGateway): void => {
    if (instance === null) return;
    const own = given.get(instance);
    if (own === undefined) given.set(instance, [claimed]);
    else own.push(claimed);
  };
  const rest = modules.find((module) => module.takesOtherGateways === true);
  for (const gateway of world.inventory.all(GATEWAY)) {
    const className = text(gateway.body, "spec", "gatewayClassName") ?? "";
    const gatewayClass = world.inventory.find(CLASS, null, className) ?? null;
    const running = declared.flatMap((instance) => {
      const claim = instance.claimsGateway?.(gateway, gatewayClass) ?? null;
      return claim === null ? [] : [{ instance, claim }];
    });
    for (const { instance, claim } of running) give(instance, { gateway, gatewayClass, claim });
    if (running.length > 0) continue;
    const guess = madeFor(world, modules, gateway, gatewayClass);
    const idle = guess !== null && declared.some((instance) => instance.id === guess.module.id);
    if (guess !== null && !(idle && world.inventory.whole)) {
      const instance = suppose(guess.module);
      if (instance?.serving !== undefined) {
        give(instance, { gateway, gatewayClass, claim: guess.claim });
        continue;
      }
    }
    const nowhere = isMissing(world, modules, className, gatewayClass);
    const reason = nowhere
      ? `GatewayClass ${JSON.stringify(className)} does not exist`
      : idle
        ? `the class is for ${guess?.module.title}, and the one that runs here does not serve this Gateway`
        : gatewayClass === null
          ? `nothing in the input says who serves GatewayClass ${JSON.stringify(className)}`
          : `lasthop does not know controllerName ${text(gatewayClass.body, "spec", "controllerName") ?? "(none)"}`;
    const claim: Claim = { because: [evidence(CLASS_FACT, gateway, ["spec", "gatewayClassName"])], assumptions: [] };
    const unserved = { reason, certain: (idle && world.inventory.whole) || nowhere };
    if (rest !== undefined) give(suppose(rest), { gateway, gatewayClass, claim, unserved });
  }
  return given;
}

/** Where a whole cluster has classes, and this one is not among them nor one that a platform brings. */
function isMissing(
  world: World,
  modules: readonly ControllerModule[],
  className: string,
  gatewayClass: KubeObject | null,
): boolean {
  if (gatewayClass !== null || !world.inventory.whole || world.inventory.all(CLASS).length === 0) return false;
  // A template's placeholder is no name.
  if (!/^[a-z0-9.-]+$/.test(className)) return false;
  return !modules.some((module) => module.conventionalGatewayClasses?.includes(className) === true);
}

interface Guess {
  readonly module: ControllerModule;
  readonly claim: Claim;
}

function madeFor(
  world: World,
  modules: readonly ControllerModule[],
  gateway: KubeObject,
  gatewayClass: KubeObject | null,
): Guess | null {
  const className = text(gateway.body, "spec", "gatewayClassName") ?? "";
  if (gatewayClass !== null) {
    const name = text(gatewayClass.body, "spec", "controllerName") ?? "";
    const module = modules.find((item) => isController(item, name));
    if (module === undefined) return null;
    const because = [evidence(CLASS_FACT, gatewayClass, ["spec", "controllerName"])];
    return { module, claim: { because, assumptions: [] } };
  }
  const byName = modules.filter((module) => module.conventionalGatewayClasses?.includes(className) === true);
  const [only, second] = byName;
  if (only === undefined || second !== undefined || world.inventory.whole) return null;
  return {
    module: only,
    claim: {
      because: [evidence(CONVENTION_FACT, gateway, ["spec", "gatewayClassName"])],
      assumptions: [
        assumption("which controller serves this Gateway", `${only.title}, from the class name "${className}"`, SUPPLY),
      ],
    },
  };
}

/** Whether a controllerName is one of a module's. */
function isController(module: ControllerModule, name: string): boolean {
  return (
    module.gatewayControllers?.some((pattern) =>
      pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name,
    ) ?? false
  );
}

/** A claim by a class that is in the input, for instances that serve every Gateway of their controllerName. */
export function claimByClass(names: readonly string[], gatewayClass: KubeObject | null): Claim | null {
  if (gatewayClass === null) return null;
  const name = text(gatewayClass.body, "spec", "controllerName") ?? "";
  const fits = names.some((pattern) =>
    pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name,
  );
  return fits ? { because: [evidence(CLASS_FACT, gatewayClass, ["spec", "controllerName"])], assumptions: [] } : null;
}
