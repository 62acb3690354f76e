import type { RouteMatch } from "./routes.ts";

const RANK: Readonly<Record<RouteMatch["pathType"], number>> = {
  Exact: 3,
  Regex: 2,
  Prefix: 1,
  ImplementationSpecific: 0,
};

/**
 * Whether `a` goes before `b`: negative when it does. The path's kind, its length, the method, headers, then query
 * parameters; age and name are the caller's. Source: HTTPRouteRule in apis/v1/httproute_types.go; envoyproxy/gateway
 * internal/gatewayapi/sort.go puts expressions between exact paths and prefixes.
 */
export function compareMatches(a: RouteMatch, b: RouteMatch): number {
  return (
    RANK[b.pathType] - RANK[a.pathType] ||
    lengthOf(b) - lengthOf(a) ||
    count(b, "method ") - count(a, "method ") ||
    count(b, "header ") - count(a, "header ") ||
    count(b, "query ") - count(a, "query ")
  );
}

function lengthOf({ path }: RouteMatch): number {
  return path === "/" ? 0 : path.length;
}

function count({ conditions }: RouteMatch, kind: string): number {
  return conditions.filter((condition) => condition.startsWith(kind)).length;
}

/** Whether every request that `wanted` stands for is one that `candidate` takes. */
export function takes(candidate: RouteMatch, wanted: RouteMatch): boolean {
  if (candidate === wanted) return true;
  if (!candidate.conditions.every((condition) => wanted.conditions.includes(condition))) return false;
  if (candidate.path === wanted.path && candidate.pathType === wanted.pathType) return true;
  if (candidate.pathType === "Prefix")
    return wanted.pathType === "Regex" ? candidate.path === "/" : isUnder(wanted.path, candidate.path);
  if (candidate.pathType !== "Regex" || wanted.pathType === "Regex") return false;
  const samples =
    wanted.pathType === "Exact" ? [wanted.path] : [wanted.path, `${wanted.path.replace(/\/$/, "")}/any/0`];
  return samples.every((sample) => matches(candidate.path, sample));
}

function isUnder(path: string, prefix: string): boolean {
  const base = prefix.endsWith("/") ? prefix.slice(0, -1) : prefix;
  return path === base || path.startsWith(`${base}/`) || base === "";
}

const compiled = new Map<string, RegExp | null>();

function matches(expression: string, path: string): boolean {
  let found = compiled.get(expression);
  if (found === undefined) {
    found = compile(expression);
    if (compiled.size > 1000) compiled.clear();
    compiled.set(expression, found);
  }
  return found?.test(path) ?? false;
}

/** Expressions with nested repetition can take for ever here, which RE2 does not: they are not tried. */
function compile(expression: string): RegExp | null {
  if (expression.length > 200 || /[*+}]\)?[*+{]|\([^)]*[*+][^)]*\)[*+{]/.test(expression)) return null;
  try {
    return new RegExp(`^(?:${expression})$`);
  } catch {
    return null;
  }
}
