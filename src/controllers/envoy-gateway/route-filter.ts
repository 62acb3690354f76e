import { at, isFields } from "../../model/read.ts";
import type { World } from "../contract.ts";
import type { Extended } from "../gateway-api/profile.ts";
import type { GatewayRoute, RouteRule } from "../gateway-api/routes.ts";
import { FACTS } from "./facts.ts";

/** An HTTPRouteFilter answers in place of a backend, or breaks the rule where it does not exist. */
export function routeFilter(world: World, route: GatewayRoute, rule: RouteRule): Extended | null {
  const namespace = route.object.namespace ?? "default";
  for (const filter of rule.filters) {
    if (filter.type !== "other" || filter.extension?.kind !== "HTTPRouteFilter") continue;
    const found = world.inventory.find("HTTPRouteFilter.gateway.envoyproxy.io", namespace, filter.extension.name);
    if (found === undefined && world.inventory.whole) {
      const text = `HTTPRouteFilter ${namespace}/${filter.extension.name} does not exist.`;
      return { does: "breaks", cause: { fact: FACTS.brokenFilter, object: route.object, at: filter.at, text } };
    }
    if (found === undefined || !isFields(at(found.body, "spec", "directResponse"))) continue;
    const cause = { fact: FACTS.directResponse, object: found, at: ["spec", "directResponse"] };
    return { does: "answers", cause };
  }
  return null;
}
