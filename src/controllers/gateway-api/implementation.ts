import type { KubeObject } from "../../model/objects.ts";
import type { Claim, ClaimedGateway, ControllerInstance, RouteDraft, Trait, World } from "../contract.ts";
import type { SettingVerdict } from "../settings-contract.ts";
import { draftsOf } from "./drafts.ts";
import { fieldTraits } from "./field-traits.ts";
import { listenerTraits } from "./listener-traits.ts";
import { policyTraits } from "./policy-traits.ts";
import type { Profile } from "./profile.ts";
import { versionTraits } from "./version-traits.ts";
import { type View, viewOf } from "./view.ts";

interface Options {
  /** Whether one data plane serves all Gateways of a class together. */
  readonly merges?: (gatewayClass: KubeObject | null) => boolean;
  /** What else the implementation says of what it serves. */
  readonly traits?: (views: readonly View[]) => readonly Trait[];
  readonly settings?: (views: readonly View[]) => readonly SettingVerdict[];
}

/**
 * An instance that serves Gateways as a profile says.
 * @param profileOf the profile for a Gateway; one object for all Gateways that it holds for
 */
export function servingGateways(
  world: World,
  instance: ControllerInstance,
  claimed: readonly ClaimedGateway[],
  profileOf: (gateway: ClaimedGateway) => Profile,
  { merges, traits, settings }: Options = {},
): ControllerInstance {
  if (claimed.length === 0) return instance;
  let views: readonly View[] | undefined;
  const all = (): readonly View[] => (views ??= viewsOf(world, claimed, profileOf, merges));
  return {
    ...instance,
    routes: (ingresses): RouteDraft[] => [...instance.routes(ingresses), ...all().flatMap(draftsOf)],
    get traits() {
      return [...instance.traits, ...gatewayTraits(world, all()), ...(traits?.(all()) ?? [])];
    },
    get settings() {
      return [...instance.settings, ...(settings?.(all()) ?? [])];
    },
  };
}

/** What is said of Gateways beside their routes. */
export function gatewayTraits(world: World, views: readonly View[]): Trait[] {
  return [
    ...views.flatMap(listenerTraits),
    ...views.flatMap(fieldTraits),
    ...policyTraits(world, views),
    ...versionTraits(world, views),
  ];
}

function viewsOf(
  world: World,
  claimed: readonly ClaimedGateway[],
  profileOf: (gateway: ClaimedGateway) => Profile,
  merges: Options["merges"],
): View[] {
  const claims = new Map<KubeObject, Claim>(claimed.map(({ gateway, claim }) => [gateway, claim]));
  const groups = new Map<string | ClaimedGateway, ClaimedGateway[]>();
  for (const item of claimed) {
    const together = merges?.(item.gatewayClass) === true;
    const key = together ? `class ${item.gatewayClass?.name}` : item;
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [item]);
    else same.push(item);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      viewOf(
        world,
        profileOf(first),
        group.map(({ gateway }) => gateway),
        claims,
      ),
    ];
  });
}
