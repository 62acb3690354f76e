import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, fields, isFields, list, text, texts } from "../../model/read.ts";
import type { PathType } from "../../model/report.ts";
import type { World } from "../contract.ts";
import { byAge, ofKind, ROUTE_KINDS, type RouteKind } from "./kinds.ts";
import { type Filter, readFilters } from "./filters.ts";
import { type BackendRef, type ParentRef, readBackendRef, readParentRef } from "./references.ts";

/** A route object, read. */
export interface GatewayRoute {
  readonly object: KubeObject;
  readonly kind: RouteKind;
  /** Empty for any. */
  readonly hostnames: readonly string[];
  readonly parents: readonly ParentRef[];
  readonly rules: readonly RouteRule[];
}

export interface RouteRule {
  readonly at: FieldPath;
  readonly matches: readonly RouteMatch[];
  readonly filters: readonly Filter[];
  readonly backends: readonly BackendRef[];
}

export interface RouteMatch {
  readonly at: FieldPath;
  readonly path: string;
  readonly pathType: PathType;
  /** Conditions beside the path, each in one canonical text. */
  readonly conditions: readonly string[];
}

const read = new WeakMap<World, readonly GatewayRoute[]>();

/** All routes of the Gateway API in the input, the oldest first. */
export function routesOf(world: World): readonly GatewayRoute[] {
  let routes = read.get(world);
  if (routes === undefined) {
    routes = ROUTE_KINDS.flatMap((kind) =>
      ofKind(world, kind)
        .toSorted(byAge)
        .map((object) => readRoute(object, kind)),
    );
    read.set(world, routes);
  }
  return routes;
}

function readRoute(object: KubeObject, kind: RouteKind): GatewayRoute {
  return {
    object,
    kind,
    hostnames: kind === "TCPRoute" ? [] : texts(object.body, "spec", "hostnames").filter((name) => name !== ""),
    parents: list(object.body, "spec", "parentRefs").map((ref, index) =>
      readParentRef(object, ref, ["spec", "parentRefs", index]),
    ),
    rules: readRules(object, kind),
  };
}

/** The API server gives an HTTPRoute without rules one for every path. */
function readRules(object: KubeObject, kind: RouteKind): RouteRule[] {
  const declared = at(object.body, "spec", "rules");
  if (kind === "HTTPRoute" && (declared === undefined || declared === null))
    return [readRule(object, kind, {}, ["spec"])];
  return list(object.body, "spec", "rules").map((rule, index) =>
    readRule(object, kind, rule, ["spec", "rules", index]),
  );
}

function readRule(object: KubeObject, kind: RouteKind, rule: unknown, here: FieldPath): RouteRule {
  const matches = list(rule, "matches").map((match, index) => readMatch(kind, match, [...here, "matches", index]));
  return {
    at: here,
    matches: matches.length > 0 ? matches : [{ at: here, path: "/", pathType: "Prefix", conditions: [] }],
    filters: readFilters(object, rule, here),
    backends: list(rule, "backendRefs").map((ref, index) =>
      readBackendRef(object, ref, [...here, "backendRefs", index]),
    ),
  };
}

const PATH_TYPES: Readonly<Record<string, PathType>> = {
  Exact: "Exact",
  PathPrefix: "Prefix",
  RegularExpression: "Regex",
};

function readMatch(kind: RouteKind, match: unknown, here: FieldPath): RouteMatch {
  const { path, pathType } = kind === "GRPCRoute" ? readMethod(match) : readPath(match);
  const conditions = [
    ...list(match, "headers").map((item) => `header ${condition(item)}`),
    ...list(match, "queryParams").map((item) => `query ${condition(item)}`),
    ...(kind === "HTTPRoute" && text(match, "method") !== undefined ? [`method ${text(match, "method")}`] : []),
  ];
  return { at: here, path, pathType, conditions: conditions.toSorted() };
}

function readPath(match: unknown): { path: string; pathType: PathType } {
  const value = text(match, "path", "value") ?? "/";
  const type = text(match, "path", "type") ?? "PathPrefix";
  return { path: value, pathType: PATH_TYPES[type] ?? "ImplementationSpecific" };
}

/** gRPC methods are paths of two segments. */
function readMethod(match: unknown): { path: string; pathType: PathType } {
  const method = at(match, "method");
  if (!isFields(method)) return { path: "/", pathType: "Prefix" };
  const [service, name] = [text(method, "service"), text(method, "method")];
  if (text(method, "type") === "RegularExpression")
    return { path: `/${service ?? ".+"}/${name ?? ".+"}`, pathType: "Regex" };
  if (service === undefined) return { path: `/[^/]+/${name ?? ".+"}`, pathType: "Regex" };
  return name === undefined
    ? { path: `/${service}/`, pathType: "Prefix" }
    : { path: `/${service}/${name}`, pathType: "Exact" };
}

function condition(item: unknown): string {
  const { name, type, value } = fields(item);
  return `${String(name).toLowerCase()} ${type === "RegularExpression" ? "~" : "="} ${String(value)}`;
}
