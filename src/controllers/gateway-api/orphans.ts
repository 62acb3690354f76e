import { assumption } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import type { Assumption, Hop, Place } from "../../model/report.ts";
import type { ClaimedGateway, RouteDraft, World } from "../contract.ts";
import { type Cause, evidenceOf, traitOf } from "./cause.ts";
import { undrafted } from "./drafts.ts";
import { SPEC_FACTS } from "./facts.ts";
import { GROUP, keyOf, named } from "./kinds.ts";
import { placeOfRef } from "./leg.ts";
import { listenerSets, parentOf } from "./listeners.ts";
import { isGateway, isListenerSet, type ParentRef } from "./references.ts";
import { type GatewayRoute, type RouteRule, routesOf } from "./routes.ts";

/** Routes with no parent that the input holds: one record for each host and path, which says what is missing. */
export function orphanDrafts(world: World): RouteDraft[] {
  return routesOf(world).flatMap((route) => {
    const parents = route.parents.filter((parent) => isGateway(parent) || isListenerSet(parent));
    if (parents.some((parent) => gatewayOf(world, parent) !== undefined)) return [];
    const [parent] = parents;
    const [other] = route.parents;
    if (parent !== undefined) return missingGateway(world, route, parent);
    if (other === undefined)
      return unserved(
        route,
        { fact: SPEC_FACTS.noGateway, object: route.object, at: ["spec"], text: "It names no parent." },
        null,
      );
    const title = `${other.kind}${other.group === "" ? "" : `.${other.group}`} ${other.namespace}/${other.name}`;
    const mesh = other.kind === "Service" && other.group === "";
    const why = mesh ? "routes of a mesh are not judged here" : "that is no Gateway and no ListenerSet";
    const cause = {
      fact: SPEC_FACTS.mesh,
      object: route.object,
      at: other.at,
      text: `Its parent is ${title}: ${why}.`,
    };
    if (mesh) return unserved(route, cause, nothing("what a mesh makes of this route", "meshes are not judged"));
    const known = other.group === "" || other.group === GROUP;
    const supposed = known ? null : nothing(`what ${title} makes of this route`, "it is a kind of somebody's own");
    return unserved(route, { ...cause, fact: SPEC_FACTS.noGateway }, supposed);
  });
}

/** The Gateway that a parent leads to. */
function gatewayOf(world: World, parent: ParentRef): KubeObject | undefined {
  if (isGateway(parent)) return named(world, "Gateway", parent.namespace, parent.name);
  const set = setOf(world, parent);
  if (set === undefined) return undefined;
  const [namespace = "", name = ""] = parentOf(set).split("/");
  return named(world, "Gateway", namespace, name);
}

function setOf(world: World, parent: ParentRef): KubeObject | undefined {
  return listenerSets(world).find((set) => keyOf(set) === `${parent.namespace}/${parent.name}`);
}

function missingGateway(world: World, route: GatewayRoute, parent: ParentRef): RouteDraft[] {
  const set = isListenerSet(parent) ? setOf(world, parent) : undefined;
  const where = set === undefined ? `${parent.kind} ${parent.namespace}/${parent.name}` : `Gateway ${parentOf(set)}`;
  const { whole } = world.inventory;
  const text = whole ? `${where} does not exist.` : `${where} is not in the input.`;
  const supposed = whole ? null : nothing(where, `add ${where} to the input`);
  return unserved(route, { fact: SPEC_FACTS.noGateway, object: route.object, at: parent.at, text }, supposed, where);
}

function nothing(fact: string, supply: string): Assumption {
  return assumption(fact, "nothing: the verdict is unknown", supply);
}

/** @param supposed null where it is certain that nobody serves the route */
function unserved(route: GatewayRoute, cause: Cause, supposed: Assumption | null, where = "no gateway"): RouteDraft[] {
  const controller: Place = { kind: "controller", name: where, namespace: null, port: null };
  const hosts = route.hostnames.length > 0 ? route.hostnames : ["*"];
  const why = (cause.text ?? cause.fact.text).replace(/\.$/, "");
  const traits = supposed === null ? [traitOf("route-not-attached", why, cause)] : [];
  return undrafted(route, hosts, cause, traits, controller, (rule) => ({
    hop: hopOf(route, rule, cause, controller, supposed),
  }));
}

function hopOf(
  route: GatewayRoute,
  rule: RouteRule,
  cause: Cause,
  controller: Place,
  supposed: Assumption | null,
): Hop {
  const ref = rule.backends[0];
  const to: Place =
    ref === undefined
      ? { kind: "external", name: "no backend", namespace: route.object.namespace, port: null }
      : placeOfRef(ref);
  return {
    from: controller,
    to,
    role: "backend",
    protection: supposed === null ? "broken" : "unknown",
    by: "none",
    status: null,
    evidence: evidenceOf([cause]),
    assumptions: supposed === null ? [] : [supposed],
  };
}

/** Routes of a Gateway that certainly nobody serves. */
export function idleDrafts(world: World, claimed: ClaimedGateway): RouteDraft[] {
  const { gateway, unserved: reason } = claimed;
  const key = keyOf(gateway);
  return routesOf(world)
    .filter(({ parents }) => parents.some((parent) => gatewayOf(world, parent) === gateway))
    .flatMap((route) => {
      const text = `Nobody serves Gateway ${key}: ${reason?.reason ?? "no controller runs"}.`;
      return unserved(
        route,
        { fact: SPEC_FACTS.gatewayClass, object: gateway, at: ["spec", "gatewayClassName"], text },
        null,
      );
    });
}
