import { assumption } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, flag, integer, isFields, list, text } from "../../model/read.ts";
import type { PathType } from "../../model/report.ts";
import type { World } from "../contract.ts";
import { type Cause, whyOf } from "../gateway-api/cause.ts";
import type { Leg } from "../gateway-api/leg.ts";
import { goRegExp } from "../go-regexp.ts";
import type { Config } from "./config.ts";
import { FACTS } from "./facts.ts";
import { proxyTarget, serviceLeg } from "./service-leg.ts";
import type { HostRoute, Redirect } from "./virtual-hosts.ts";

interface Tree {
  readonly root: KubeObject;
  readonly enforceTls: boolean;
  readonly proxies: readonly KubeObject[];
  /** Takes every HTTPProxy that is reached. */
  readonly included: Set<KubeObject>;
}

/** Routes of a root HTTPProxy and of all that it includes, with conditions put together. Source: computeRoutes. */
export function includedRoutes(world: World, config: Config, tree: Tree): HostRoute[] {
  return routesOf(world, config, tree, tree.root, [], []);
}

function routesOf(
  world: World,
  config: Config,
  tree: Tree,
  proxy: KubeObject,
  conditions: readonly unknown[],
  visited: readonly KubeObject[],
): HostRoute[] {
  if (visited.includes(proxy)) return [];
  const trail = [...visited, proxy];
  const seen = new Set<string>();
  const includes = list(proxy.body, "spec", "includes").flatMap((include, index) => {
    if (conditionsProblem(list(include, "conditions"), true) !== null) return [];
    const key = JSON.stringify([pathOf(list(include, "conditions")).path, othersOf(list(include, "conditions"))]);
    // An include for everything may stand beside another one. Source: includeMatchConditionsIdentical.
    if (seen.has(key) && key !== EVERYTHING) return [];
    seen.add(key);
    const namespace = text(include, "namespace") || proxy.namespace;
    const found = tree.proxies.find((other) => other.name === text(include, "name") && other.namespace === namespace);
    const inner = [...conditions, ...list(include, "conditions")];
    const isRoot = found !== undefined && isFields(at(found.body, "spec", "virtualhost"));
    if (found !== undefined && !isRoot) {
      tree.included.add(found);
      return routesOf(world, config, tree, found, inner, trail);
    }
    const path = ["spec", "includes", index];
    if (found === undefined && !world.inventory.whole) {
      const what = `HTTPProxy ${namespace}/${text(include, "name")}`;
      return [{ ...blank(config, tree, proxy, path, inner, false), legs: [unseenLeg(proxy, path, what)] }];
    }
    const cause: Cause = { fact: FACTS.includeMissing, object: proxy, at: path };
    // Without conditions there is nothing to answer for.
    return list(include, "conditions").length === 0
      ? []
      : [{ ...blank(config, tree, proxy, path, inner, false), upgrade: null, direct: { status: 502, cause } }];
  });
  const own = list(proxy.body, "spec", "routes").map((route, index) =>
    hostRoute(world, config, tree, proxy, route, ["spec", "routes", index], conditions),
  );
  // One route that is refused takes those of its object and of its includes along.
  const bad = own.find((route) => route.refused !== null)?.refused;
  const all = [...includes, ...own];
  return bad == null ? all : all.map((route) => ({ ...route, refused: route.refused ?? bad }));
}

const EVERYTHING = JSON.stringify(["/", []]);

/** Why conditions make an include be passed over, or a route refuse its object. Source: pathMatchConditionsValid. */
function conditionsProblem(conditions: readonly unknown[], ofInclude = false): string | null {
  const paths = conditions.flatMap((condition) =>
    ["prefix", "exact", "regex"].flatMap((kind) => {
      const value = text(condition, kind) ?? "";
      return value === "" ? [] : [{ kind, value }];
    }),
  );
  const bad = paths.find(({ value }) => !value.startsWith("/"));
  if (bad !== undefined) return `condition ${bad.kind} ${bad.value} does not begin with a slash`;
  if (paths.length > 1) return "conditions name more than one path";
  if (ofInclude && paths.some(({ kind }) => kind !== "prefix")) return "conditions of an include take prefixes alone";
  return paths.some(({ kind, value }) => kind === "regex" && goRegExp(value) === "invalid")
    ? "the expression does not compile"
    : null;
}

/** A part of the tree that the input does not hold. */
function unseenLeg(proxy: KubeObject, path: FieldPath, what: string): Leg {
  const cause: Cause = { fact: FACTS.includeMissing, object: proxy, at: path, text: `${what} is not in the input.` };
  return {
    role: "backend",
    place: { kind: "external", name: what, namespace: proxy.namespace, port: null },
    protection: "unknown",
    status: null,
    causes: [cause],
    assumptions: [assumption(what, "nothing: the verdict is unknown", `add ${what} to the input`)],
    traits: [],
  };
}

function hostRoute(
  world: World,
  config: Config,
  tree: Tree,
  proxy: KubeObject,
  route: unknown,
  path: FieldPath,
  outer: readonly unknown[],
): HostRoute {
  const conditions = [...outer, ...list(route, "conditions")];
  const asks = at(route, "authPolicy");
  const base: HostRoute = {
    ...blank(config, tree, proxy, path, conditions, flag(route, "permitInsecure") === true),
    asksNobody: isFields(asks) ? flag(asks, "disabled") === true : null,
  };
  const problem = routeProblem(route);
  if (problem !== null) {
    const said = `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
    const cause: Cause = { fact: FACTS.proxyInvalid, object: proxy, at: path, text: said };
    return { ...base, refused: { why: problem, cause } };
  }
  const redirect = redirectOf(proxy, at(route, "requestRedirectPolicy"), [...path, "requestRedirectPolicy"]);
  if (redirect !== null) return { ...base, redirect };
  const direct = integer(route, "directResponsePolicy", "statusCode");
  if (direct !== undefined) {
    const cause: Cause = { fact: FACTS.directResponse, object: proxy, at: [...path, "directResponsePolicy"] };
    return { ...base, direct: { status: direct, cause } };
  }
  const legs: Leg[] = [];
  let missing: Cause | null = null;
  for (const [index, entry] of list(route, "services").entries()) {
    const made = serviceLeg(world, config, proxyTarget(proxy, entry, [...path, "services", index], false));
    if ("leg" in made) legs.push(made.leg);
    else if ("missing" in made) missing = made.missing;
    else return { ...base, refused: { why: whyOf(made.refused.cause), cause: made.refused.cause } };
  }
  if (legs.some((leg) => leg.role === "backend")) return { ...base, legs };
  return { ...base, direct: { status: 503, cause: missing ?? { fact: FACTS.noServices, object: proxy, at: path } } };
}

/** Source: routeActionCountValid, toIPFilterRules. */
function routeProblem(route: unknown): string | null {
  const actions = [
    list(route, "services").length > 0,
    isFields(at(route, "requestRedirectPolicy")),
    isFields(at(route, "directResponsePolicy")),
  ].filter(Boolean).length;
  if (actions !== 1) return "a route needs exactly one of services, requestRedirectPolicy and directResponsePolicy";
  if (list(route, "services").filter((service) => flag(service, "mirror") === true).length > 1)
    return "a route takes one mirror alone";
  if (list(route, "ipAllowPolicy").length > 0 && list(route, "ipDenyPolicy").length > 0)
    return "ipAllowPolicy and ipDenyPolicy do not go together";
  return conditionsProblem(list(route, "conditions"));
}

function blank(
  config: Config,
  { root, enforceTls }: Tree,
  proxy: KubeObject,
  path: FieldPath,
  conditions: readonly unknown[],
  permits: boolean,
): HostRoute {
  const permitted = permits && !config.disablePermitInsecure;
  const field = [...path, "permitInsecure"];
  const upgrade: Cause | null =
    enforceTls && !permitted
      ? {
          fact: permits ? FACTS.permitDisabled : FACTS.proxyRedirect,
          object: permits ? proxy : root,
          at: permits ? field : ["spec", "virtualhost", "tls"],
        }
      : null;
  const cause: Cause = permitted
    ? { fact: FACTS.permitInsecure, object: proxy, at: field }
    : { fact: FACTS.proxyPlain, object: root, at: ["spec", "virtualhost"] };
  return {
    object: proxy,
    host: (text(root.body, "spec", "virtualhost", "fqdn") ?? "*").toLowerCase(),
    match: { at: path, ...pathOf(conditions), conditions: othersOf(conditions) },
    plain: true,
    upgrade,
    legs: [],
    redirect: null,
    direct: null,
    refused: null,
    cause,
    asked: { https: enforceTls && isFields(at(root.body, "spec", "virtualhost", "tls")) },
    asksNobody: null,
    traits: [],
  };
}

/** Paths put together; an exact one is a prefix unless it is the last condition. Source: mergePathMatchConditions. */
function pathOf(conditions: readonly unknown[]): { readonly path: string; readonly pathType: PathType } {
  let path = "";
  for (const condition of conditions) {
    const more = text(condition, "prefix") || text(condition, "exact") || text(condition, "regex") || "";
    path = joined(path, more);
  }
  const last = conditions[conditions.length - 1];
  const isRegex = conditions.some((condition) => (text(condition, "regex") ?? "") !== "");
  const isExact = (text(last, "exact") ?? "") !== "" && (text(last, "prefix") ?? "") === "";
  return { path: path === "" ? "/" : path, pathType: isRegex ? "Regex" : isExact ? "Exact" : "Prefix" };
}

function joined(prefix: string, more: string): string {
  return `${prefix}${more}`.replaceAll(/\/{2,}/g, "/");
}

function othersOf(conditions: readonly unknown[]): string[] {
  return conditions
    .flatMap((condition) => [
      ...(isFields(at(condition, "header")) ? [`header ${JSON.stringify(at(condition, "header"))}`] : []),
      ...(isFields(at(condition, "queryParameter"))
        ? [`query ${JSON.stringify(at(condition, "queryParameter"))}`]
        : []),
    ])
    .toSorted();
}

function redirectOf(proxy: KubeObject, policy: unknown, path: FieldPath): Redirect | null {
  if (!isFields(policy)) return null;
  return {
    status: integer(policy, "statusCode") ?? 302,
    scheme: text(policy, "scheme") ?? null,
    hostname: text(policy, "hostname") ?? null,
    port: integer(policy, "port") ?? null,
    changesPath: text(policy, "path") !== undefined || text(policy, "prefix") !== undefined,
    cause: { fact: FACTS.requestRedirect, object: proxy, at: path },
  };
}
