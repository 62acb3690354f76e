import type { Assumption, Hop, Place } from "../../model/report.ts";
import { createdAt, list, text } from "../../model/read.ts";
import type { ClaimedIngress, RouteDraft, Trait, World } from "../contract.ts";
import { ageTrait } from "./age.ts";
import { dialledByTls } from "./dialled.ts";
import { parseIngress } from "./parse.ts";
import type { ParsedIngress } from "./parsed.ts";
import { draftOf } from "./drafts.ts";
import { routeFacts, type RouteFacts, type RouteWorld } from "./routes.ts";
import { SecretStore } from "./secrets.ts";
import { buildModel } from "./model.ts";
import { compareAge } from "./servers.ts";
import type { NginxSettings } from "./settings.ts";
import { tcpRoutes } from "./tcp.ts";
import { unverifiedPools } from "./pools.ts";
import { routeTraits } from "./traits.ts";
import { Upstreams } from "./upstreams.ts";
import { wwwRoutes } from "./www.ts";

/** All routes of one controller. */
export function instanceRoutes(
  world: World,
  settings: NginxSettings,
  name: string,
  claimed: readonly ClaimedIngress[],
): RouteDraft[] {
  const secrets = new SecretStore(world, settings);
  const parsed = claimed.map(({ ingress }) => parseIngress(ingress, settings, secrets));
  const controller: Place = {
    kind: "controller",
    name: name === "assumed" ? "ingress-nginx" : name,
    namespace: null,
    port: null,
  };
  const older = routesInOrder(world, settings, secrets, parsed.toSorted(compareAge), controller);
  const younger = otherOutcomes(world, settings, secrets, parsed, controller);
  const drafts = older.facts.map((facts) => {
    const traits = routeTraits(older.world, facts);
    const age = ageTrait(facts, younger.get(routeKey(facts)));
    return draft(facts, age === null ? traits : [...traits, age], settings.sources.assumptions);
  });
  const assumed = settings.sources.assumptions;
  return [
    ...drafts,
    ...wwwRoutes(older.world).map((item) => withAssumptions(item, assumed)),
    ...tcpRoutes(world, settings, older.world.upstreams, controller).map((item) => withAssumptions(item, assumed)),
  ];
}

interface Ordered {
  readonly world: RouteWorld;
  readonly facts: readonly RouteFacts[];
}

function routesInOrder(
  world: World,
  settings: NginxSettings,
  secrets: SecretStore,
  parsed: readonly ParsedIngress[],
  controller: Place,
): Ordered {
  const upstreams = new Upstreams(world, settings, parsed);
  const model = buildModel(parsed, upstreams, settings, secrets);
  const routeWorld: RouteWorld = {
    model,
    settings,
    secrets,
    upstreams,
    dialledByTls: dialledByTls(model.servers, upstreams),
    unverified: unverifiedPools(model, settings),
    controller,
  };
  const facts = model.declarations.flatMap((declaration) => {
    const aliases = declaration.outcome === "serves" ? (declaration.server?.aliases ?? []) : [];
    return [declaration.host, ...aliases].map((host) => routeFacts(routeWorld, declaration, host));
  });
  return { world: routeWorld, facts };
}

/**
 * What the routes would be if Ingresses without an age were as old as they can be the other way round.
 * Only hosts that several such Ingresses share can differ.
 */
function otherOutcomes(
  world: World,
  settings: NginxSettings,
  secrets: SecretStore,
  parsed: readonly ParsedIngress[],
  controller: Place,
): ReadonlyMap<string, RouteFacts> {
  const ageless = parsed.filter(({ ingress, rejected }) => rejected === null && createdAt(ingress) === null);
  const users = new Map<string, number>();
  for (const item of ageless) {
    for (const host of new Set(hostsOf(item))) users.set(host, (users.get(host) ?? 0) + 1);
  }
  const shared = new Set([...users].filter(([, count]) => count > 1).map(([host]) => host));
  if (shared.size === 0) return new Map();
  const concerned = parsed.filter((item) => hostsOf(item).some((host) => shared.has(host)));
  const reversed = routesInOrder(
    world,
    settings,
    secrets,
    concerned.toSorted((a, b) => reversedAge(a, b)),
    controller,
  );
  return new Map(reversed.facts.map((facts) => [routeKey(facts), facts]));
}

function reversedAge(a: ParsedIngress, b: ParsedIngress): number {
  const both = createdAt(a.ingress) === null && createdAt(b.ingress) === null;
  return both ? -compareAge(a, b) : compareAge(a, b);
}

function hostsOf({ ingress }: ParsedIngress): string[] {
  return list(ingress.body, "spec", "rules").map((rule) => text(rule, "host") ?? "");
}

function routeKey({ declaration, host }: RouteFacts): string {
  const { ingress } = declaration.parsed;
  return `${ingress.namespace}/${ingress.name}|${declaration.rule.at.join(".")}|${host}`;
}

function draft(facts: RouteFacts, traits: readonly Trait[], assumed: readonly Assumption[]): RouteDraft {
  return withAssumptions(draftOf(facts, traits, facts.declaration.rule.at), assumed);
}

/** What was supposed about the controller itself belongs to the first hop of every route. */
function withAssumptions(item: RouteDraft, assumed: readonly Assumption[]): RouteDraft {
  const [first, ...others] = item.hops;
  if (first === undefined || assumed.length === 0) return item;
  const hop: Hop = { ...first, assumptions: [...first.assumptions, ...assumed] };
  return { ...item, hops: [hop, ...others] };
}
