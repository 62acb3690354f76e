import type { Trait } from "../contract.ts";
import { backendLeg } from "./backend.ts";
import type { Cause } from "./cause.ts";
import { SPEC_FACTS } from "./facts.ts";
import { namespaceOf } from "./kinds.ts";
import { titleOf } from "./listeners.ts";
import { brokenLeg, type Leg, type LegContext } from "./leg.ts";
import type { Entry } from "./port-table.ts";
import type { BackendRef } from "./references.ts";
import type { GatewayRoute } from "./routes.ts";
import type { ServedListener } from "./served-listeners.ts";
import type { View } from "./view.ts";

interface From {
  readonly view: View;
  readonly route: GatewayRoute;
  readonly listener: ServedListener;
  readonly mode: LegContext["mode"];
}

function contextOf({ view, route, listener, mode }: From, ref: BackendRef, role: LegContext["role"]): LegContext {
  return { world: view.world, gateway: listener.gateway, protocol: listener.protocol, route, ref, mode, role };
}

/** The backends of a rule where the gateway answers by itself. */
export function brokenLegs(view: View, { rule, route, listener }: Entry, cause: Cause, status: number): readonly Leg[] {
  const from: From = { view, route, listener, mode: "http" };
  return rule.backends.map((ref) => brokenLeg(contextOf(from, ref, "backend"), cause, status));
}

const known = new WeakMap<View, Map<string, readonly Leg[]>>();

/** The legs of a rule: its backends with a weight, then mirrors and who is asked. A rule is asked for by many hosts. */
export function ruleLegs(view: View, { route, rule, listener }: Entry): readonly Leg[] {
  let memo = known.get(view);
  if (memo === undefined) known.set(view, (memo = new Map()));
  const { object } = route;
  // Only who is asked first can depend on the listener itself.
  const section = view.profile.asksFirst === undefined ? "" : ` ${titleOf(listener)}`;
  const via = `${listener.gateway.namespace}/${listener.gateway.name} ${listener.protocol}${section}`;
  const key = `${route.kind} ${object.namespace}/${object.name} ${rule.at.join(".")} ${via}`;
  let legs = memo.get(key);
  if (legs === undefined) memo.set(key, (legs = makeLegs({ view, route, listener, mode: "http" }, rule)));
  return legs;
}

function makeLegs(from: From, rule: Entry["rule"]): readonly Leg[] {
  const { view, route } = from;
  const extended = view.profile.extension?.(view.world, route, rule) ?? null;
  const refuse = (cause: Cause, status: number): readonly Leg[] =>
    rule.backends.map((ref) => brokenLeg(contextOf(from, ref, "backend"), cause, status));
  if (extended?.does === "breaks") return refuse(extended.cause, 500);
  const leg = (ref: BackendRef, role: LegContext["role"]): Leg => backendLeg(contextOf(from, ref, role), view.profile);
  const extra = rule.filters.flatMap((filter) =>
    filter.type === "mirror" || filter.type === "auth" ? [leg(filter.backend, filter.type)] : [],
  );
  const lost = view.profile.brokenFilter === undefined ? undefined : extra.find((item) => item.protection === "broken");
  const [why] = lost?.causes ?? [];
  // A mirror that has nobody to answer is set up all the same.
  if (view.profile.brokenFilter !== undefined && why !== undefined && lost?.status === 500)
    return refuse({ ...why, fact: view.profile.brokenFilter, text: why.text ?? why.fact.text }, 500);
  const asked = askedLegs(from, rule);
  if (asked.refusal !== null) return refuse(asked.refusal.cause, asked.refusal.status);
  if (extended?.does === "answers") return [...extra, ...asked.legs];
  const weighted = rule.backends.filter((ref) => ref.weight > 0).map((ref) => leg(ref, "backend"));
  return [...(weighted.length > 0 ? weighted : [nothing(from, rule)]), ...extra, ...asked.legs];
}

interface AskedLegs {
  readonly legs: readonly Leg[];
  /** Nobody can be asked, and so nobody gets through. */
  readonly refusal: { readonly cause: Cause; readonly status: number } | null;
}

function askedLegs(from: From, rule: Entry["rule"]): AskedLegs {
  const { view, route, listener } = from;
  const asked = view.profile.asksFirst?.(view.world, route, rule, listener) ?? null;
  if (asked === null) return { legs: [], refusal: null };
  const legs = asked.refs.map((ref) => {
    const context = contextOf({ ...from, route: { ...route, object: asked.by } }, ref, "auth");
    const leg = backendLeg(context, view.profile);
    return { ...leg, causes: [...leg.causes, asked.cause] };
  });
  const [cause] = legs.find((leg) => leg.protection === "broken")?.causes ?? [];
  return { legs, refusal: cause === undefined || asked.failsOpen ? null : { cause, status: 500 } };
}

/** A rule without backends, or with none that has a weight. */
function nothing(from: From, rule: Entry["rule"]): Leg {
  const { object } = from.route;
  const cause: Cause = { fact: SPEC_FACTS.noBackend, object, at: rule.at };
  const [first] = rule.backends;
  if (first !== undefined) return brokenLeg(contextOf(from, first, "backend"), cause, 500);
  const namespace = namespaceOf(object);
  const ref: BackendRef = {
    group: "",
    kind: "Service",
    namespace,
    name: "no backend",
    port: null,
    weight: 0,
    at: rule.at,
  };
  const place = { kind: "external", name: "no backend", namespace, port: null } as const;
  return brokenLeg(contextOf(from, ref, "backend"), cause, 500, { place });
}

/** The legs of a TLSRoute or TCPRoute. */
export function bytesLegs(
  view: View,
  route: GatewayRoute,
  listener: ServedListener,
  mode: "raw" | "terminated",
): readonly Leg[] {
  const refs = route.rules.flatMap((rule) => rule.backends).filter((ref) => ref.weight > 0);
  return refs.map((ref) => backendLeg(contextOf({ view, route, listener, mode }, ref, "backend"), view.profile));
}

/** What is said of legs. */
export function legTraits(legs: readonly Leg[]): Trait[] {
  return legs.flatMap((leg) => leg.traits.map((trait) => ({ to: leg.place, ...trait })));
}
