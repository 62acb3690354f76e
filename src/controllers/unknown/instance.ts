import { assumption } from "../../model/evidence.ts";
import { text } from "../../model/read.ts";
import type { ClaimedGateway, ControllerInstance, World } from "../contract.ts";
import { SPEC_FACTS } from "../gateway-api/facts.ts";
import { servingGateways } from "../gateway-api/implementation.ts";
import { idleDrafts, orphanDrafts } from "../gateway-api/orphans.ts";
import { declaredProfile } from "../gateway-api/spec-profile.ts";

/** What the specification says, for Gateways that nobody known serves. */
export function supposedInstance(world: World): ControllerInstance {
  const instance: ControllerInstance = {
    id: "unknown",
    version: null,
    name: "unknown GatewayClass",
    because: [],
    declared: false,
    annotationPrefixes: [],
    claims: () => null,
    routes: () => orphanDrafts(world),
    traits: [],
    settings: [],
    serving: (claimed) => serve(world, instance, claimed),
  };
  return instance;
}

function serve(world: World, instance: ControllerInstance, claimed: readonly ClaimedGateway[]): ControllerInstance {
  const idle = claimed.filter(({ unserved }) => unserved?.certain === true);
  const open = claimed
    .filter(({ unserved }) => unserved?.certain !== true)
    .map((item) => ({ ...item, claim: { ...item.claim, assumptions: [specified(item)] } }));
  const withIdle: ControllerInstance = {
    ...instance,
    routes: (ingresses) => [...instance.routes(ingresses), ...idle.flatMap((item) => idleDrafts(world, item))],
  };
  return servingGateways(world, withIdle, open, () => PROFILE);
}

function specified({ gateway, unserved }: ClaimedGateway): ReturnType<typeof assumption> {
  const name = text(gateway.body, "spec", "gatewayClassName") ?? "";
  return assumption(
    `who serves GatewayClass ${name}`,
    `an implementation that follows the specification; ${unserved?.reason ?? "it is not known"}`,
    "add the GatewayClass and the controller's Deployment to the input",
  );
}

const PROFILE = declaredProfile({
  id: "unknown",
  title: "an implementation of the specification",
  known: {},
  otherwise: "specified",
  serves: SPEC_FACTS.gatewayClass,
});
