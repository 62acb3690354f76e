import type { Route } from "../model/report.ts";

/** What a client asks for; path null when any. */
export interface Address {
  readonly host: string;
  readonly path: string | null;
}

/** Reads `host`, `host/path`, or a whole URL; port, query and fragment are left out. */
export function parseAddress(text: string): Address {
  const [, host = "", path] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)(\/[^?#]*)?/i.exec(text) ?? [];
  return { host: host.replace(/:\d+$/, "").toLowerCase(), path: path ?? null };
}

/**
 * The routes that answer for an address: those of the most specific host, then of the longest path. Regular expressions
 * are compared as text: running one from an input could take for ever.
 */
export function routesFor({ host, path }: Address, routes: readonly Route[]): readonly Route[] {
  const serving = best(routes, (route) => hostRank(route.host.toLowerCase(), host));
  if (path === null) return serving;
  return best(serving, (route) => pathRank(route, path));
}

export function hostsLike(routes: readonly Route[]): string[] {
  return [...new Set(routes.map((route) => route.host))].filter((host) => host !== "*");
}

/** All items of the highest rank; none where no rank is above zero. */
function best<Item>(items: readonly Item[], rank: (item: Item) => number): readonly Item[] {
  const ranked = items.map((item) => ({ item, rank: rank(item) }));
  const top = ranked.reduce((highest, { rank }) => Math.max(highest, rank), 0);
  return top === 0 ? [] : ranked.filter(({ rank }) => rank === top).map(({ item }) => item);
}

/** 0: does not serve it. An exact name stands above wildcards, a longer wildcard above a shorter one, `*` last. */
function hostRank(declared: string, host: string): number {
  if (declared === host) return Number.MAX_SAFE_INTEGER;
  if (declared === "*") return 1;
  if (!declared.startsWith("*.")) return 0;
  return host.endsWith(declared.slice(1)) ? 1 + declared.length : 0;
}

function pathRank({ path: declared, pathType }: Route, path: string): number {
  if (declared === path) return Number.MAX_SAFE_INTEGER;
  if (pathType === "Exact" || pathType === "Regex") return 0;
  const prefix = declared.replace(/\/+$/, "");
  return path === prefix || path.startsWith(`${prefix}/`) ? 1 + prefix.length : 0;
}
