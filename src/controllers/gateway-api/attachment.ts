import { assumption } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { at } from "../../model/read.ts";
import type { Assumption } from "../../model/report.ts";
import type { World } from "../contract.ts";
import type { Cause } from "./cause.ts";
import { SPEC_FACTS } from "./facts.ts";
import { covers, intersection } from "./hostnames.ts";
import { keyOf, namespaceOf } from "./kinds.ts";
import { listenerSets, parentOf } from "./listeners.ts";
import { lets } from "./namespaces.ts";
import type { Profile } from "./profile.ts";
import { isGateway, isListenerSet, type ParentRef } from "./references.ts";
import { type GatewayRoute, routesOf } from "./routes.ts";
import { kindsOf, type ServedListener } from "./served-listeners.ts";

/** A route on a listener, with the hosts that both stand for. */
export interface Attached {
  readonly route: GatewayRoute;
  readonly parent: ParentRef;
  readonly listener: ServedListener;
  readonly hosts: readonly string[];
  readonly assumptions: readonly Assumption[];
}

/** A parentRef of a route to a Gateway that no listener takes. */
export interface Refused {
  readonly route: GatewayRoute;
  readonly parent: ParentRef;
  readonly why: string;
  readonly cause: Cause;
  /** What to do, where the rule's own words do not fit. */
  readonly remedy?: string;
}

export interface Attachments {
  readonly attached: readonly Attached[];
  readonly refused: readonly Refused[];
}

/** Which routes of the input attach to a Gateway's listeners, and which of those that name it do not. */
export function attach(
  world: World,
  gateway: KubeObject,
  listeners: readonly ServedListener[],
  profile: Profile,
): Attachments {
  const attached: Attached[] = [];
  const refused: Refused[] = [];
  for (const { route, parent } of namingGateway(world, gateway)) {
    const made = attachRef(world, { route, parent, gateway, listeners, profile });
    if ("why" in made) refused.push(made);
    else attached.push(...made.attached);
  }
  return { attached, refused };
}

interface Question {
  readonly route: GatewayRoute;
  readonly parent: ParentRef;
  readonly gateway: KubeObject;
  readonly listeners: readonly ServedListener[];
  readonly profile: Profile;
}

function attachRef(
  world: World,
  { route, parent, gateway, listeners, profile }: Question,
): Refused | { readonly attached: readonly Attached[] } {
  const no = (fact: Cause["fact"], why: string, path = parent.at): Refused => ({
    route,
    parent,
    why,
    cause: { fact, object: route.object, at: path, text: `${why.charAt(0).toUpperCase()}${why.slice(1)}.` },
  });
  const ofKindNotServed = (): Refused => ({
    route,
    parent,
    why: `${profile.title} does not serve a ${route.kind}`,
    cause: { fact: profile.facts.kinds ?? profile.facts.serves, object: route.object, at: [] },
  });
  const title = `${gateway.kind} ${keyOf(gateway)}`;
  if (!profile.routeKinds.includes(route.kind)) return ofKindNotServed();
  const own = listeners.filter((listener) => isParent(listener.owner, parent));
  const selected = own.filter(
    (listener) =>
      (parent.sectionName === null || listener.name === parent.sectionName) &&
      (parent.port === null || listener.port === parent.port),
  );
  if (selected.length === 0) {
    const missing = [
      ...(parent.sectionName === null ? [] : [`of the name ${parent.sectionName}`]),
      ...(parent.port === null ? [] : [`on port ${parent.port}`]),
    ];
    const field = parent.sectionName === null ? "port" : "sectionName";
    if (own.length === 0 && isListenerSet(parent)) {
      const { value, fact } = profile.answers.listenerSets;
      const why = `${parent.kind} ${parent.namespace}/${parent.name} is not one of ${title}`;
      return no(
        value === "ignored" ? fact : SPEC_FACTS.listenerSet,
        value === "ignored" ? `${profile.title} does not read ListenerSets` : why,
      );
    }
    return no(SPEC_FACTS.noMatchingParent, `${title} has no listener ${missing.join(" ")}`.trim(), [
      ...parent.at,
      field,
    ]);
  }
  const ofKind = selected.filter((listener) => kindsOf(listener).includes(route.kind));
  if (ofKind.length === 0) {
    const protocols = [...new Set(selected.map(({ protocol }) => protocol))].join(", ");
    return no(
      SPEC_FACTS.notAllowed,
      `no listener of ${title} that it names takes ${route.kind}s (protocol ${protocols})`,
    );
  }
  const place = namespaceOf(route.object);
  const allowed = ofKind
    .map((listener) => ({ listener, leave: allows(world, listener, place) }))
    .filter(({ leave }) => leave !== false);
  if (allowed.length === 0)
    return no(SPEC_FACTS.notAllowed, `no listener of ${title} that it names lets in routes of namespace ${place}`);
  const others =
    profile.leavesHosts !== undefined
      ? listeners.filter((listener) => !allowed.some((item) => item.listener === listener))
      : [];
  const attached = allowed.flatMap(({ listener, leave }): Attached[] => {
    const hosts = hostsOf(route, listener).filter((host) => !isLeft(host, route, listener, others));
    if (hosts.length === 0) return [];
    const supposed = leave === null ? [labelsOf(place)] : [];
    return [{ route, parent, listener, hosts, assumptions: supposed }];
  });
  if (attached.length === 0 && allowed.some(({ listener }) => hostsOf(route, listener).length > 0)) {
    const names = allowed.flatMap(({ listener }) => hostsOf(route, listener)).join(", ");
    const why = `${profile.title} leaves ${names} to another listener of ${title}, which names it more closely`;
    const remedy = "Give the listener that the route names this hostname too.";
    return { ...no(profile.leavesHosts ?? SPEC_FACTS.noHostname, why, ["spec", "hostnames"]), remedy };
  }
  return attached.length > 0
    ? { attached }
    : no(SPEC_FACTS.noHostname, `no host name of the route overlaps with one of a listener of ${title}`, [
        "spec",
        "hostnames",
      ]);
}

function labelsOf(place: string): Assumption {
  return assumption(
    `the labels of namespace ${place}`,
    "they are the ones that the listener selects",
    `add the Namespace ${place} to the input`,
  );
}

function isParent(owner: KubeObject, parent: ParentRef): boolean {
  return (
    owner.kind.replace(/^X/, "") === parent.kind.replace(/^X/, "") &&
    keyOf(owner) === `${parent.namespace}/${parent.name}`
  );
}

function allows(world: World, listener: ServedListener, namespace: string): boolean | null {
  const rule = at(listener.body, "allowedRoutes", "namespaces");
  return lets(world, rule, namespaceOf(listener.owner), namespace, "Same");
}

function hostsOf(route: GatewayRoute, listener: ServedListener): string[] {
  const names = route.hostnames.length === 0 ? [null] : route.hostnames;
  const own = listener.protocol === "TCP" ? null : listener.hostname;
  return [...new Set(names.map((name) => intersection(name, own)).filter((name) => name !== null))];
}

/** Source: computeHosts in projectcontour/contour internal/dag/gatewayapi_processor.go. */
function isLeft(
  host: string,
  route: GatewayRoute,
  { hostname: own }: ServedListener,
  others: readonly ServedListener[],
): boolean {
  if (!route.hostnames.includes(host) || own === host || (own !== null && !own.startsWith("*."))) return false;
  return others.some(({ hostname }) => {
    if (hostname === null) return false;
    const closer = hostname.startsWith("*.") && hostname.length > (own ?? "").length && covers(hostname, host);
    return hostname === host || closer;
  });
}

interface Naming {
  readonly route: GatewayRoute;
  readonly parent: ParentRef;
}

const index = new WeakMap<World, ReadonlyMap<string, readonly Naming[]>>();

/** Routes that name a Gateway, or a ListenerSet that is for it. */
function namingGateway(world: World, gateway: KubeObject): readonly Naming[] {
  let known = index.get(world);
  if (known === undefined) {
    known = byGateway(world);
    index.set(world, known);
  }
  return known.get(keyOf(gateway)) ?? [];
}

/** Routes by the Gateway that they lead to; those of parentRefs that are no Gateway of the API's group are left out. */
function byGateway(world: World): Map<string, Naming[]> {
  const gatewayOf = new Map(listenerSets(world).map((set) => [keyOf(set), parentOf(set)]));
  const found = new Map<string, Naming[]>();
  for (const route of routesOf(world)) {
    for (const parent of route.parents) {
      const key = gatewayKey(parent, gatewayOf);
      if (key === null) continue;
      const same = found.get(key);
      if (same === undefined) found.set(key, [{ route, parent }]);
      else same.push({ route, parent });
    }
  }
  return found;
}

function gatewayKey(parent: ParentRef, gatewayOf: ReadonlyMap<string, string>): string | null {
  const name = `${parent.namespace}/${parent.name}`;
  if (isGateway(parent)) return name;
  return isListenerSet(parent) ? (gatewayOf.get(name) ?? null) : null;
}
