import type { Attached } from "./attachment.ts";
import { covers, specificity } from "./hostnames.ts";
import { isTls } from "./listeners.ts";
import { redirectOf } from "./filters.ts";
import { HostRules } from "./host-rules.ts";
import type { Profile } from "./profile.ts";
import type { GatewayRoute, RouteMatch, RouteRule } from "./routes.ts";
import type { ServedListener } from "./served-listeners.ts";

/** One match of one rule, on one listener, for one host. */
export interface Entry {
  readonly attached: Attached;
  readonly route: GatewayRoute;
  readonly listener: ServedListener;
  readonly rule: RouteRule;
  readonly match: RouteMatch;
}

/** Who answers on a port: a rule of an HTTP route, or a route that takes the bytes. */
export interface Answering {
  readonly listener: ServedListener | null;
  readonly entry: Entry | null;
  readonly bytes: Attached | null;
}

const NOBODY: Answering = { listener: null, entry: null, bytes: null };

/** Rules by host. */
class Hosts {
  readonly #collected = new Map<string, Entry[]>();
  readonly #rules = new Map<string, HostRules>();

  add(host: string, entries: readonly Entry[]): void {
    const same = this.#collected.get(host);
    if (same === undefined) this.#collected.set(host, [...entries]);
    else same.push(...entries);
  }

  /** The rules of a host alone. */
  of(host: string): HostRules | null {
    const known = this.#rules.get(host);
    if (known !== undefined) return known;
    const entries = this.#collected.get(host);
    if (entries === undefined) return null;
    const rules = new HostRules(entries);
    this.#rules.set(host, rules);
    return rules;
  }

  /** In the most specific host that covers this one. */
  find(host: string, match: RouteMatch): Entry | null {
    const own = this.#collected.has(host) ? host : mostSpecific([...this.#collected.keys()], host, (key) => key);
    return own === null ? null : (this.of(own)?.find(match) ?? null);
  }
}

/** What a TLS connection of some names ends at. */
interface Chain {
  readonly host: string | null;
  readonly listener: ServedListener;
  readonly bytes: Attached | null;
}

/** What the data plane of a Gateway answers, by port, host and path. */
export class PortTable {
  readonly #plain = new Map<number, Map<ServedListener | null, Hosts>>();
  readonly #secure = new Map<ServedListener, Hosts>();
  readonly #chains = new Map<number, Chain[]>();
  readonly #raw = new Map<number, Attached>();
  readonly #redirecting = new Map<string, Entry | null>();
  readonly #profile: Profile;

  constructor(attached: readonly Attached[], listeners: readonly ServedListener[], profile: Profile) {
    this.#profile = profile;
    for (const listener of listeners) {
      if (listener.problem !== null || listener.port === null) continue;
      if (listener.protocol === "HTTPS" && profile.sniBy === "listener")
        this.#addChain(listener.port, { host: listener.hostname, listener, bytes: null });
    }
    for (const item of attached) if (item.listener.problem === null) this.#add(item);
  }

  /** Who answers plain HTTP, or takes plain bytes. */
  plain(port: number, host: string, match: RouteMatch): Answering {
    const raw = this.#raw.get(port);
    if (raw !== undefined) return { listener: raw.listener, entry: null, bytes: raw };
    const groups = this.#plain.get(port);
    if (groups === undefined) return NOBODY;
    const listeners = [...groups.keys()].filter((listener) => listener !== null);
    const chosen = this.#profile.isolatesPlain ? mostSpecific(listeners, host, (listener) => listener.hostname) : null;
    const hosts = groups.get(chosen);
    const entry = hosts?.find(host, match) ?? null;
    return { listener: entry?.listener ?? chosen, entry, bytes: null };
  }

  /** Who answers a TLS connection with this server name. */
  secure(port: number, host: string, match: RouteMatch): Answering {
    const chain = mostSpecific(this.#chains.get(port) ?? [], host, (item) => item.host);
    if (chain === null) {
      const raw = this.#raw.get(port);
      return raw === undefined ? NOBODY : { listener: raw.listener, entry: null, bytes: raw };
    }
    if (chain.bytes !== null) return { listener: chain.listener, entry: null, bytes: chain.bytes };
    const hosts = this.#secure.get(chain.listener);
    return { listener: chain.listener, entry: hosts?.find(host, match) ?? null, bytes: null };
  }

  /** The first rule of this host that redirects to HTTPS on a plain port. */
  redirecting(port: number, host: string): Entry | null {
    const key = `${port} ${host}`;
    let found = this.#redirecting.get(key);
    if (found === undefined) {
      const entries = [...(this.#plain.get(port)?.values() ?? [])].flatMap((hosts) => hosts.of(host)?.entries ?? []);
      found = entries.find((entry) => redirectOf(entry.rule.filters)?.scheme === "https") ?? null;
      this.#redirecting.set(key, found);
    }
    return found;
  }

  #add(attached: Attached): void {
    const { listener, route, hosts } = attached;
    const port = listener.port ?? 0;
    if (route.kind === "TLSRoute" || route.kind === "TCPRoute") {
      if (!isTls(listener)) {
        // The oldest route of a TCP listener has it alone.
        if (!this.#raw.has(port)) this.#raw.set(port, attached);
        return;
      }
      for (const host of hosts) this.#addChain(port, { host, listener, bytes: attached });
      return;
    }
    if (isTls(listener) && this.#profile.sniBy === "route")
      for (const host of hosts) this.#addChain(port, { host, listener, bytes: null });
    const into = isTls(listener) ? this.#hostsOf(this.#secure, listener) : this.#plainHosts(port, listener);
    const entries = route.rules.flatMap((rule) =>
      rule.matches.map((match): Entry => ({ attached, route, listener, rule, match })),
    );
    for (const host of hosts) into.add(host, entries);
  }

  #addChain(port: number, chain: Chain): void {
    const chains = this.#chains.get(port);
    if (chains === undefined) this.#chains.set(port, [chain]);
    else if (!chains.some((other) => other.host === chain.host && other.bytes?.route === chain.bytes?.route))
      chains.push(chain);
  }

  #plainHosts(port: number, listener: ServedListener): Hosts {
    let groups = this.#plain.get(port);
    if (groups === undefined) this.#plain.set(port, (groups = new Map()));
    return this.#hostsOf(groups, this.#profile.isolatesPlain ? listener : null);
  }

  #hostsOf<Key>(all: Map<Key, Hosts>, key: Key): Hosts {
    let hosts = all.get(key);
    if (hosts === undefined) all.set(key, (hosts = new Hosts()));
    return hosts;
  }
}

function mostSpecific<Item>(items: readonly Item[], host: string, nameOf: (item: Item) => string | null): Item | null {
  let best: Item | null = null;
  for (const item of items) {
    if (!covers(nameOf(item), host)) continue;
    if (best === null || specificity(nameOf(item)) > specificity(nameOf(best))) best = item;
  }
  return best;
}
