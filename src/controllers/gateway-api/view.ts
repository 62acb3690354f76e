import type { KubeObject } from "../../model/objects.ts";
import type { Place } from "../../model/report.ts";
import type { Claim, World } from "../contract.ts";
import { attach, type Attached, type Refused } from "./attachment.ts";
import { keyOf } from "./kinds.ts";
import { PortTable } from "./port-table.ts";
import type { Profile } from "./profile.ts";
import { type ServedListener, servedListeners } from "./served-listeners.ts";

/** Gateways that one data plane serves (one, unless the implementation merges them), with all that is attached. */
export interface View {
  readonly world: World;
  readonly profile: Profile;
  readonly gateways: readonly KubeObject[];
  readonly claims: ReadonlyMap<KubeObject, Claim>;
  readonly listeners: readonly ServedListener[];
  readonly attached: readonly Attached[];
  readonly refused: readonly Refused[];
  readonly table: PortTable;
  readonly controller: Place;
}

export function viewOf(
  world: World,
  profile: Profile,
  gateways: readonly KubeObject[],
  claims: ReadonlyMap<KubeObject, Claim>,
): View {
  const listeners: ServedListener[] = [];
  const attached: Attached[] = [];
  const refused: Refused[] = [];
  for (const gateway of gateways) {
    const own = servedListeners(world, gateway, profile);
    const found = attach(world, gateway, own, profile);
    listeners.push(...own);
    attached.push(...found.attached);
    refused.push(...found.refused);
  }
  const name = gateways.map(keyOf).join(", ");
  return {
    world,
    profile,
    gateways,
    claims,
    listeners,
    attached,
    refused,
    table: new PortTable(attached, listeners, profile),
    controller: { kind: "controller", name, namespace: null, port: null },
  };
}
