import { isIP } from "node:net";
import type { Place } from "./contract.ts";

/** One `--resolve HOST:PORT:ADDR[,ADDR]…`, as curl takes it; the host `*` is any. */
export interface ResolveRule {
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly string[];
}

/** Where routes are looked for, in the order of precedence. */
export interface Whereabouts {
  readonly resolve: readonly ResolveRule[];
  /** `--address`: for all routes. */
  readonly stated: readonly string[];
}

/** Reads a rule; null for what is none. IPv6 addresses may stand in brackets. https://curl.se/docs/manpage.html#--resolve */
export function parseResolve(text: string): ResolveRule | null {
  const [, host = "", port = "", list = ""] = /^\+?([^:[\]]+):(\d{1,5}):(.+)$/.exec(text) ?? [];
  const addresses = splitAddresses(list);
  if (host === "" || addresses.length === 0 || Number(port) < 1 || Number(port) > 65_535) return null;
  if (!addresses.every((address) => isIP(address) !== 0)) return null;
  return { host: host.toLowerCase(), port: Number(port), addresses };
}

function splitAddresses(list: string): string[] {
  return list.split(",").map((item) => item.trim().replace(/^\[(.*)\]$/, "$1"));
}

/** What `--address` may be: an IP address, in brackets or not, or a host name; null for anything else. */
export function parseStatedAddress(text: string): string | null {
  const bare = text.replace(/^\[(.*)\]$/, "$1");
  if (isIP(bare) !== 0) return bare;
  return /^(?!-)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?$/.test(bare) && /[A-Za-z]/.test(bare) ? bare : null;
}

/**
 * The addresses of one way in.
 * @param names the name that is asked for, and the host as the route declares it
 * @param ports the port that clients use, and the one that stands in for it
 * @param status addresses that the cluster gave; the first is taken
 */
export function placesFor(
  names: readonly string[],
  ports: readonly number[],
  { resolve, stated }: Whereabouts,
  status: readonly Place[],
): readonly Place[] {
  const rules = resolve.filter(({ port }) => ports.includes(port));
  const rule = rules.find(({ host }) => names.includes(host)) ?? rules.find(({ host }) => host === "*");
  if (rule !== undefined) return rule.addresses.map((at) => ({ at, from: "--resolve" }));
  if (stated.length > 0) return stated.map((at) => ({ at, from: "--address" }));
  const [first] = status;
  if (first !== undefined) return [first];
  const [name = ""] = names;
  if (name.endsWith(".invalid")) return [];
  return [{ at: name, from: isIP(name) === 0 ? "DNS" : "its host" }];
}
