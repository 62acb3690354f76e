import { isIP } from "node:net";
import type { Route } from "../model/report.ts";

/** What stands in a request for a route: a name and a path that this route alone takes, or why there is none. */
export type Asking =
  | { readonly name: string; readonly path: string | null; readonly notes: readonly string[] }
  | { readonly reason: string };

export interface Naming {
  /** A label that nobody has, made anew in every run. */
  readonly label: string;
  /** Asked for where a route is for any host; null for one that does not exist. */
  readonly anyHost: string | null;
}

const LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
const NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*\\.?$`);
/** What RFC 3986 lets stand in a path, without `%`: controllers differ in what they take an escape for. */
const PATH = /^\/[A-Za-z0-9._~!$&'()*+,;=:@/-]*$/;
/** Controllers read these as a pattern where the type of a path leaves it to them. */
const PATTERN = /[*()$+]/;

/** A name below a domain that is reserved never to exist (RFC 2606). */
export function nobody(label: string): string {
  return `lasthop-${label}.invalid`;
}

export function askingFor(route: Route, routes: readonly Route[], naming: Naming): Asking {
  const named = nameFor(route.host, routes, naming);
  if ("reason" in named) return named;
  if (route.port !== null) return { ...named, path: null };
  const path = pathFor(route, routes, naming.label);
  return "reason" in path ? path : { ...named, path: path.path, notes: [...named.notes, ...path.notes] };
}

type Named = { readonly name: string; readonly notes: readonly string[] } | { readonly reason: string };

function nameFor(host: string, routes: readonly Route[], { label, anyHost }: Naming): Named {
  if (host === "*") {
    const name = (anyHost ?? nobody(label)).toLowerCase();
    if (!isName(name)) return { reason: `${name} is no name that can be asked for` };
    const taken = routes.some((other) => other.host !== "*" && covers(other.host.toLowerCase(), name));
    if (taken) return { reason: `it is for any host, and ${name} (--any-host) has a route of its own` };
    return { name, notes: [`it is for any host: asked as ${name}`] };
  }
  const wildcard = host.startsWith("*.");
  const name = (wildcard ? `lasthop-${label}${host.slice(1)}` : host).toLowerCase();
  if (!isName(name)) return { reason: "its host is a pattern or no host name, so no single name stands for it" };
  return { name, notes: wildcard ? [`it is for any name below: asked as ${name}`] : [] };
}

function isName(name: string): boolean {
  return NAME.test(name) || isIP(name) !== 0;
}

function covers(declared: string, name: string): boolean {
  return declared === name || (declared.startsWith("*.") && name.endsWith(declared.slice(1)));
}

function pathFor(
  route: Route,
  routes: readonly Route[],
  label: string,
): { readonly path: string; readonly notes: readonly string[] } | { readonly reason: string } {
  const { path, pathType } = route;
  if (pathType === "Regex") return { reason: "its path is a regular expression, so no single path stands for it" };
  if (!PATH.test(path)) return { reason: "its path holds characters that do not stand in a request as they are" };
  if (pathType === "ImplementationSpecific" && PATTERN.test(path)) {
    return { reason: "its path is a pattern to its controller, so no single path stands for it" };
  }
  const exact = pathType !== "Exact" && routes.some((other) => isExact(other, route));
  if (!exact) return { path, notes: [] };
  const below = `${path.replace(/\/$/, "")}/lasthop-${label}`;
  return { path: below, notes: [`another route takes exactly this path: asked for ${below}`] };
}

function isExact(other: Route, { host, path, port }: Route): boolean {
  return other.pathType === "Exact" && other.host === host && other.path === path && other.port === port;
}
