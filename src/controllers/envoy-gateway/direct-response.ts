import { at, isFields } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { type Leg, legOf } from "../gateway-api/leg.ts";
import type { GatewayRoute, RouteRule } from "../gateway-api/routes.ts";
import { FACTS } from "./facts.ts";

/** A rule that answers by itself: nothing leaves the gateway. */
export function directResponse(world: World, route: GatewayRoute, rule: RouteRule): Leg | null {
  for (const filter of rule.filters) {
    if (filter.type !== "other" || filter.extension?.kind !== "HTTPRouteFilter") continue;
    const namespace = route.object.namespace ?? "default";
    const found = world.inventory.find("HTTPRouteFilter.gateway.envoyproxy.io", namespace, filter.extension.name);
    if (found === undefined || !isFields(at(found.body, "spec", "directResponse"))) continue;
    const ref = {
      group: "",
      kind: "HTTPRouteFilter",
      namespace,
      name: found.name,
      port: null,
      weight: 1,
      at: filter.at,
    };
    const context = { world, gateway: found, route, ref, role: "backend", mode: "http", protocol: "HTTP" } as const;
    return legOf(context, "passthrough", [
      { fact: FACTS.directResponse, object: found, at: ["spec", "directResponse"] },
    ]);
  }
  return null;
}
