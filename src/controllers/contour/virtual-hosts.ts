import type { FieldPath, KubeObject } from "../../model/objects.ts";
import type { Assumption, ClientHop } from "../../model/report.ts";
import type { Asked, Trait } from "../contract.ts";
import type { Cause } from "../gateway-api/cause.ts";
import { covers, specificity } from "../gateway-api/hostnames.ts";
import type { Leg } from "../gateway-api/leg.ts";
import { compareMatches, takes } from "../gateway-api/precedence.ts";
import type { RouteMatch } from "../gateway-api/routes.ts";
import { FACTS } from "./facts.ts";

/** A route of a virtual host, whichever object brought it. */
export interface HostRoute {
  readonly object: KubeObject;
  readonly host: string;
  readonly match: RouteMatch;
  /** On port 80; with `upgrade` it redirects there. */
  readonly plain: boolean;
  readonly upgrade: Cause | null;
  readonly legs: readonly Leg[];
  readonly redirect: Redirect | null;
  /** A status that it answers by itself. */
  readonly direct: { readonly status: number; readonly cause: Cause } | null;
  /** Why it is not served; the other fields are then what it declares. */
  readonly refused: { readonly why: string; readonly cause: Cause } | null;
  readonly cause: Cause;
  readonly asked: Asked;
  /** What the route says about who is asked first; null for nothing. */
  readonly asksNobody: boolean | null;
  readonly traits: readonly Trait[];
  /** Set where chance decides which of several objects is kept: all of them, this route's own included. */
  readonly rivals?: readonly KubeObject[];
}

export interface Redirect {
  readonly status: number;
  readonly scheme: string | null;
  readonly hostname: string | null;
  readonly port: number | null;
  readonly changesPath: boolean;
  readonly cause: Cause;
}

/** What a host shows over TLS. */
export interface SecureHost {
  readonly host: string;
  readonly certificate: { readonly namespace: string; readonly name: string } | null;
  /** Why every handshake fails; null where clients are served. */
  readonly dead: Cause | null;
  readonly cause: Cause;
  readonly assumptions: readonly Assumption[];
  readonly client: ClientHop["clientCertificate"];
  readonly clientVerified: boolean;
  readonly clientCause: Cause | null;
  /** A demand for client certificates that is stated and not in force. */
  readonly clientLost?: Cause;
  readonly fallback: { readonly namespace: string; readonly name: string; readonly cause: Cause } | null;
  readonly bytes: Bytes | null;
}

/** A host whose TLS sessions go to a Service as bytes. */
export interface Bytes {
  readonly object: KubeObject;
  readonly at: FieldPath;
  readonly passthrough: boolean;
  readonly legs: readonly Leg[];
  readonly cause: Cause;
}

/** All hosts of one Contour. Routes with equal conditions replace earlier ones. */
export class VirtualHosts {
  readonly #plain = new Map<string, HostRoute[]>();
  readonly #secure = new Map<string, { host: SecureHost; routes: HostRoute[] }>();

  secure(host: SecureHost): void {
    const known = this.#secure.get(host.host);
    const isChance = known !== undefined && isIngress(known.host.cause) && isIngress(host.cause);
    const differs = known?.host.certificate?.name !== host.certificate?.name;
    const cause = isChance && differs ? { ...host.cause, fact: FACTS.chanceCertificate } : host.cause;
    this.#secure.set(host.host, { host: { ...host, cause }, routes: known?.routes ?? [] });
  }

  /** A host's own TLS settings; not those of a wildcard. */
  secureHost(host: string): SecureHost | null {
    return this.#secure.get(host)?.host ?? null;
  }

  addPlain(route: HostRoute): void {
    put(this.#plain, route.host, route);
  }

  /** On the host's TLS side, where it has one. */
  addSecure(route: HostRoute): void {
    const known = this.#secure.get(route.host);
    if (known !== undefined) replace(known.routes, route);
  }

  /** Whether Envoy listens at all: without any host it does not. */
  get listens(): { readonly plain: boolean; readonly secure: boolean } {
    return { plain: this.#plain.size > 0, secure: [...this.#secure.values()].some(isValid) };
  }

  onPlain(host: string, match: RouteMatch): HostRoute | null {
    const name = pick([...this.#plain.keys()], host);
    return name === null ? null : best(this.#plain.get(name) ?? [], match);
  }

  onSecure(host: string, match: RouteMatch): { readonly host: SecureHost; readonly route: HostRoute | null } | null {
    const valid = [...this.#secure].filter(([, item]) => isValid(item));
    const name = pick(
      valid.map(([key]) => key),
      host,
    );
    const found = name === null ? undefined : this.#secure.get(name);
    if (found === undefined) return null;
    return { host: found.host, route: found.host.bytes === null ? best(found.routes, match) : null };
  }
}

/**
 * Hosts without bytes are there for Envoy where they have routes, and a certificate to show.
 * Source: SecureVirtualHost.Valid.
 */
function isValid({ host, routes }: { readonly host: SecureHost; readonly routes: readonly HostRoute[] }): boolean {
  return host.bytes !== null || (host.certificate !== null && routes.length > 0);
}

function put(all: Map<string, HostRoute[]>, host: string, route: HostRoute): void {
  const same = all.get(host);
  if (same === undefined) all.set(host, [route]);
  else replace(same, route);
}

function replace(routes: HostRoute[], route: HostRoute): void {
  const index = routes.findIndex((other) => isSame(other.match, route.match));
  const before = routes[index];
  if (before === undefined) routes.push(route);
  else routes[index] = byChance(before, route) ?? route;
}

function isIngress({ object }: { readonly object: KubeObject | null }): boolean {
  return object?.kind === "Ingress";
}

/**
 * What stands for either of two Ingresses: it goes to the Services of both, and redirects where both do. Contour takes
 * its Ingresses in the order of a Go map. null where order is settled: within an Ingress, and for other kinds.
 */
function byChance(before: HostRoute, route: HostRoute): HostRoute | null {
  if (!isIngress(before) || !isIngress(route) || before.object === route.object) return null;
  const chance: Cause = { fact: FACTS.chance, object: route.object, at: route.match.at };
  return {
    ...route,
    legs: [...before.legs, ...route.legs].map((leg) =>
      leg.causes.some(({ fact }) => fact === FACTS.chance) ? leg : { ...leg, causes: [...leg.causes, chance] },
    ),
    upgrade: before.upgrade === null ? null : route.upgrade,
    rivals: [...(before.rivals ?? [before.object]), route.object],
  };
}

function isSame(a: RouteMatch, b: RouteMatch): boolean {
  return a.path === b.path && a.pathType === b.pathType && a.conditions.join("\n") === b.conditions.join("\n");
}

function best(routes: readonly HostRoute[], match: RouteMatch): HostRoute | null {
  const fitting = routes.filter((route) => takes(route.match, match) || isSame(route.match, match));
  return fitting.toSorted((a, b) => compareMatches(a.match, b.match))[0] ?? null;
}

function pick(names: readonly string[], host: string): string | null {
  const fitting = names.filter((name) => covers(name, host));
  return fitting.toSorted((a, b) => specificity(b) - specificity(a))[0] ?? null;
}
