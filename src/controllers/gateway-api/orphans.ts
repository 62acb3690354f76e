import { assumption } from "../../model/evidence.ts";
import type { Hop, Place } from "../../model/report.ts";
import type { ClaimedGateway, RouteDraft, World } from "../contract.ts";
import { type Cause, evidenceOf, traitOf } from "./cause.ts";
import { undrafted } from "./drafts.ts";
import { SPEC_FACTS } from "./facts.ts";
import { GROUP, named } from "./kinds.ts";
import { placeOfRef } from "./leg.ts";
import { listenerSets, parentOf } from "./listeners.ts";
import type { ParentRef } from "./references.ts";
import { type GatewayRoute, type RouteRule, routesOf } from "./routes.ts";

/** Routes with no parent that the input holds: one record for each host and path, which says what is missing. */
export function orphanDrafts(world: World): RouteDraft[] {
  return routesOf(world).flatMap((route) => {
    const parents = route.parents.filter((parent) => parent.kind === "Gateway" || parent.kind.endsWith("ListenerSet"));
    if (parents.some((parent) => isThere(world, parent))) return [];
    const [parent] = parents;
    const [other] = route.parents;
    if (parent !== undefined) return missingGateway(world, route, parent);
    if (other === undefined)
      return unserved(
        route,
        { fact: SPEC_FACTS.noGateway, object: route.object, at: ["spec"], text: "It names no parent." },
        true,
      );
    const text = `Its parent is ${other.kind} ${other.namespace}/${other.name}, and routes of a mesh are not judged here.`;
    return unserved(route, { fact: SPEC_FACTS.mesh, object: route.object, at: other.at, text }, false);
  });
}

function isThere(world: World, parent: ParentRef): boolean {
  if (parent.kind === "Gateway" && parent.group === GROUP)
    return named(world, "Gateway", parent.namespace, parent.name) !== undefined;
  const set = listenerSets(world).find(
    (item) => item.name === parent.name && (item.namespace ?? "default") === parent.namespace,
  );
  if (set === undefined) return false;
  const [namespace = "", name = ""] = parentOf(set).split("/");
  return named(world, "Gateway", namespace, name) !== undefined;
}

function missingGateway(world: World, route: GatewayRoute, parent: ParentRef): RouteDraft[] {
  const where = `${parent.kind} ${parent.namespace}/${parent.name}`;
  const { whole } = world.inventory;
  const text = whole ? `${where} does not exist.` : `${where} is not in the input.`;
  return unserved(route, { fact: SPEC_FACTS.noGateway, object: route.object, at: parent.at, text }, whole, where);
}

function unserved(route: GatewayRoute, cause: Cause, certain: boolean, missing?: string): RouteDraft[] {
  const controller: Place = { kind: "controller", name: missing ?? "no gateway", namespace: null, port: null };
  const hosts = route.hostnames.length > 0 ? route.hostnames : ["*"];
  const traits = certain
    ? [traitOf("route-not-attached", (cause.text ?? cause.fact.text).replace(/\.$/, ""), cause)]
    : [];
  return undrafted(route, hosts, cause, traits, controller, (rule) => ({
    hop: hopOf(route, rule, cause, controller, certain, missing),
  }));
}

function hopOf(
  route: GatewayRoute,
  rule: RouteRule,
  cause: Cause,
  controller: Place,
  certain: boolean,
  missing: string | undefined,
): Hop {
  const ref = rule.backends[0];
  const to: Place =
    ref === undefined
      ? { kind: "external", name: "no backend", namespace: route.object.namespace, port: null }
      : placeOfRef(ref);
  const unknown =
    missing === undefined
      ? assumption(
          "what a mesh makes of this route",
          "nothing: the verdict is unknown",
          "nothing yet: meshes are not judged",
        )
      : assumption(missing, "nothing: the verdict is unknown", `add ${missing} to the input`);
  return {
    from: controller,
    to,
    role: "backend",
    protection: certain ? "broken" : "unknown",
    by: "none",
    status: null,
    evidence: evidenceOf([cause]),
    assumptions: certain ? [] : [unknown],
  };
}

/** Routes of a Gateway that certainly nobody serves. */
export function idleDrafts(world: World, claimed: ClaimedGateway): RouteDraft[] {
  const { gateway, unserved: reason } = claimed;
  const key = `${gateway.namespace ?? "default"}/${gateway.name}`;
  return routesOf(world)
    .filter((route) =>
      route.parents.some((parent) => parent.kind === "Gateway" && `${parent.namespace}/${parent.name}` === key),
    )
    .flatMap((route) => {
      const text = `Nobody serves Gateway ${key}: ${reason?.reason ?? "no controller runs"}.`;
      return unserved(
        route,
        { fact: SPEC_FACTS.gatewayClass, object: gateway, at: ["spec", "gatewayClassName"], text },
        true,
      );
    });
}
