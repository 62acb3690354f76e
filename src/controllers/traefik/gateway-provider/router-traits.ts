import type { Trait } from "../../contract.ts";
import type { Attached } from "../../gateway-api/attachment.ts";
import { type Cause, traitOf } from "../../gateway-api/cause.ts";
import { SPEC_FACTS } from "../../gateway-api/facts.ts";
import { redirectOf, type RedirectFilter } from "../../gateway-api/filters.ts";
import { isTls, type Listener, titleOf } from "../../gateway-api/listeners.ts";
import type { GatewayRoute, RouteMatch, RouteRule } from "../../gateway-api/routes.ts";
import type { View } from "../../gateway-api/view.ts";
import { FACTS } from "../facts.ts";

export interface Declared {
  readonly host: string;
  readonly rule: RouteRule;
  readonly match: RouteMatch;
  /** Earlier rules of an object go before later ones. */
  readonly place: number;
}

interface Places {
  readonly byRoute: ReadonlyMap<GatewayRoute, readonly Attached[]>;
  /** Hosts and paths with a redirect, by the listener that it is on. */
  readonly redirected: ReadonlyMap<Listener, ReadonlySet<string>>;
}

const known = new WeakMap<View, Places>();

/** Where each route is, found once for all rules of a view. */
function placesOf(view: View): Places {
  const found = known.get(view);
  if (found !== undefined) return found;
  const byRoute = new Map<GatewayRoute, Attached[]>();
  const redirected = new Map<Listener, Set<string>>();
  for (const attached of view.attached) {
    const { route, listener, hosts } = attached;
    const same = byRoute.get(route);
    if (same === undefined) byRoute.set(route, [attached]);
    else same.push(attached);
    const paths = redirected.get(listener) ?? new Set<string>();
    redirected.set(listener, paths);
    for (const rule of route.rules) {
      if (redirectOf(rule.filters) === null) continue;
      for (const { path } of rule.matches) for (const host of hosts) paths.add(`${host} ${path}`);
    }
  }
  const places = { byRoute, redirected };
  known.set(view, places);
  return places;
}

/** What the hops of a router do not show. */
export function routerTraits(
  view: View,
  { route, parent }: Attached,
  { host, match }: Declared,
  redirect: RedirectFilter | null,
): Trait[] {
  const { byRoute, redirected } = placesOf(view);
  const twins = (byRoute.get(route) ?? []).filter((other) => other.hosts.includes(host));
  const secure = twins.some((other) => isTls(other.listener) && other.listener.problem === null);
  if (redirect !== null) {
    const target = redirect.scheme ?? null;
    const elsewhere = redirect.hostname !== null && redirect.hostname !== host;
    const loops = target === "https" && !elsewhere && !redirect.changesPath && redirect.port === null && secure;
    const cause: Cause = { fact: FACTS.gatewayRedirect, object: route.object, at: redirect.at };
    return loops
      ? [traitOf("redirect-leads-nowhere", "the redirect is on the HTTPS listener too and leads to itself", cause)]
      : [];
  }
  const plain = twins.find((other) => other.listener.protocol === "HTTP" && other.listener.problem === null);
  if (plain === undefined || !secure || plain.parent.sectionName !== null || plain.parent.port !== null) return [];
  if (redirected.get(plain.listener)?.has(`${host} ${match.path}`) === true) return [];
  const why = `its parentRef names no sectionName, so it is on listener ${titleOf(plain.listener)} (port ${plain.listener.port}) as well`;
  return [
    traitOf("route-on-plain-listener-too", why, { fact: SPEC_FACTS.attached, object: route.object, at: parent.at }),
  ];
}
