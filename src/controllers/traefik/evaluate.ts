import type { ClientHop } from "../../model/report.ts";
import type { Cause, Dynamic, Router, TcpRouter } from "./dynamic.ts";
import type { EntryPoint } from "./entry-points.ts";
import { FACTS } from "./facts.ts";
import { redirectFor } from "./middlewares.ts";
import { coversHost, coversPath, isExcluded } from "./rules.ts";
import { type Choice, optionOf, TlsChoices } from "./tls-choices.ts";
import type { Certificates, TlsOption, TlsOptions } from "./tls.ts";

export interface PlainAnswer {
  readonly http: ClientHop["http"];
  readonly status: number | null;
  readonly to: ClientHop["redirectTo"];
  readonly cause: Cause;
  readonly winner: Router | TcpRouter | null;
}

export interface TlsAnswer {
  readonly https: ClientHop["https"];
  readonly clientCertificate: ClientHop["clientCertificate"];
  readonly cause: Cause;
  readonly winner: Router | null;
  readonly tcp: TcpRouter | null;
  /** What HTTPS clients get where nothing is served to them; 404 where nothing else is said. */
  readonly status?: number;
  /** A middleware answers with a redirect: nothing goes to the pods. */
  readonly redirects: boolean;
  /** A demand for a client certificate that was stated and is not in force, with the reason. */
  readonly lostDemand: { readonly why: string; readonly cause: Cause } | null;
}

/** Answers, for an entry point, what a host and path get. Source: pkg/server/router, pkg/muxer. */
export class Evaluation {
  readonly #byHost = new Map<string, Router[]>();
  /** Routers whose host is an expression: looked at one by one. */
  readonly #patterns: readonly Router[];
  readonly #tcp: readonly TcpRouter[];
  readonly #tcpByHost = new Map<string, TcpRouter[]>();
  readonly #options: TlsOptions;
  readonly #choices: TlsChoices;
  readonly certificates: Certificates;

  constructor(dynamic: Dynamic, options: TlsOptions, certificates: Certificates, strictOptions: boolean) {
    this.#options = options;
    this.certificates = certificates;
    for (const router of dynamic.routers) {
      if (serves(router)) push(this.#byHost, router.match.host, router);
    }
    this.#patterns = dynamic.routers.filter(
      (router) => serves(router) && router.match.hostPattern != null && router.match.host !== "*",
    );
    this.#tcp = dynamic.tcpRouters.filter((router) => router.dropped === null && router.hostPattern !== null);
    for (const router of dynamic.tcpRouters) if (router.dropped === null) push(this.#tcpByHost, router.host, router);
    this.#choices = new TlsChoices(dynamic.routers, strictOptions);
  }

  /**
   * Plain HTTP on an entry point.
   * @param own the router that is asked for: others that more than host and path narrow do not count
   */
  plain(point: EntryPoint | undefined, host: string, path: string, own: Router | null = null): PlainAnswer {
    const nothing = (cause: Cause): PlainAnswer => ({ http: "refused", status: null, to: null, cause, winner: null });
    if (point === undefined)
      return nothing({ fact: FACTS.noRouter, object: null, at: [], text: "No entry point listens on this port." });
    const raw = first(this.#tcpRouters("*", point).filter((router) => router.mode === "raw"));
    if (raw !== null) {
      const cause: Cause = { fact: FACTS.tcpRaw, object: raw.object, at: raw.at };
      return { http: "serves", status: null, to: null, cause, winner: raw };
    }
    const routers = this.#matching(host, path, point, own).filter((router) => !secured(router, point));
    const winner = best(routers);
    const { redirect } = point;
    if (redirect !== null && point.tls === null && host !== "" && redirect.priority > (winner?.priority ?? LEAST)) {
      // The redirect is a router of its own, behind the middlewares of the entry point.
      if (point.effects.missing !== null) return nothing(point.effects.missing);
      const before = redirectFor(point.effects.redirects, false, host, path);
      if (before !== null) return { ...before, http: "redirects", winner: null };
      const { status, scheme, setting } = redirect;
      const cause: Cause = { fact: FACTS.entryPointRedirect, object: setting.object, at: setting.at };
      return { http: "redirects", status, to: scheme === "https" ? "https" : "http", cause, winner: null };
    }
    if (winner === null) {
      const fact = point.tls === null ? FACTS.noRouter : FACTS.entryPointTls;
      return nothing({ fact, object: point.tls?.object ?? null, at: point.tls?.at ?? [] });
    }
    if (point.effects.missing !== null) return nothing(point.effects.missing);
    const answer = redirectFor([...point.effects.redirects, ...winner.redirects], false, host, path);
    if (answer !== null) {
      return { http: "redirects", status: answer.status, to: answer.to, cause: answer.cause, winner };
    }
    const cause: Cause = { fact: FACTS.plainRouter, object: winner.object, at: winner.at };
    if (winner.status !== undefined) return { ...nothing(cause), status: winner.status, winner };
    return { http: "serves", status: null, to: null, cause, winner };
  }

  /** TLS on an entry point. */
  tls(point: EntryPoint | undefined, host: string, path: string, own: Router | null = null): TlsAnswer {
    const nothing: TlsAnswer = {
      https: "refused",
      clientCertificate: "none",
      cause: { fact: FACTS.noRouter, object: null, at: [] },
      winner: null,
      tcp: null,
      redirects: false,
      lostDemand: null,
    };
    if (point === undefined) return nothing;
    const choices = this.#choices.at(point);
    const named = choices.named(host);
    // Routers for HTTPS with a name, TCP with a name, HTTPS without one, TCP without one: ServeTCP in tcp/router.go.
    const tcp = this.#tcpRouters(host, point).filter((router) => router.mode !== "raw");
    const tcpNamed = first(tcp.filter((router) => router.host !== "*"));
    const tcpAny = first(tcp.filter((router) => router.host === "*"));
    const raw = first(this.#tcpRouters("*", point).filter((router) => router.mode === "raw"));
    const anyTls = choices.hasRouters || this.#hasTcpTls(point);
    if (raw !== null && !anyTls) return this.#tcpAnswer(raw);
    const taken = named !== null ? null : (tcpNamed ?? (choices.catchAll !== null ? null : tcpAny));
    if (taken !== null) return this.#tcpAnswer(taken);
    const choice = named ?? choices.catchAll ?? DEFAULT_CHOICE;
    const option = this.#options.get(choice.options);
    const lostDemand = this.#lost(choice, option, host, point);
    if (option.broken) {
      const by = choice.router ?? null;
      return {
        ...nothing,
        cause: {
          fact: FACTS.optionMissing,
          object: by?.tls?.object ?? point.tls?.object ?? null,
          at: by?.tls?.at ?? [],
        },
      };
    }
    const { loaded, broken } = this.certificates.served(host, own?.object ?? null);
    if (loaded === null && (option.sniStrict || broken)) {
      return { ...nothing, cause: { fact: FACTS.sniStrict, object: option.object, at: ["spec", "sniStrict"] } };
    }
    const winner = best(
      this.#matching(host, path, point, own).filter(
        (router) =>
          secured(router, point) && !this.#options.get(optionOf(router, point)).broken && !choices.isDisabled(router),
      ),
    );
    if (winner === null) return nothing;
    if (choices.optionOf(winner) !== (choice.options === "default" ? null : choice.options)) {
      const at = winner.tls?.at ?? winner.at;
      return { ...nothing, status: 421, cause: { fact: FACTS.optionMisdirected, object: winner.object, at } };
    }
    if (point.effects.missing !== null) return { ...nothing, cause: point.effects.missing };
    const by = winner.tls ?? { object: point.tls?.object ?? null, at: point.tls?.at ?? [] };
    const fact = winner.tls === null ? FACTS.entryPointTls : FACTS.tlsRouter;
    const answer = redirectFor([...point.effects.redirects, ...winner.redirects], true, host, path);
    const base = { ...nothing, cause: { fact, object: by.object, at: by.at }, winner, lostDemand };
    if (winner.status !== undefined && answer === null) return base;
    return { ...base, https: "terminates", clientCertificate: option.clientAuth, redirects: answer !== null };
  }

  #tcpAnswer(tcp: TcpRouter): TlsAnswer {
    const fact =
      tcp.mode === "passthrough" ? FACTS.tcpPassthrough : tcp.mode === "raw" ? FACTS.tcpRaw : FACTS.tcpTerminates;
    const option = tcp.mode === "terminates" ? this.#options.get(tcp.options) : null;
    // Traefik dials the pod before it shakes hands: a backend that it does not accept closes the client's connection.
    const dialled = tcp.legs.filter((leg) => leg.protection !== "plaintext" && leg.protection !== "passthrough");
    const closed = dialled.some((leg) => leg.breaks !== null || leg.protection === "broken");
    const wrapped = tcp.mode !== "terminates" && dialled.length > 0;
    const refused = option?.broken === true || closed || wrapped;
    return {
      https: refused ? "refused" : option === null ? "passes-through" : "terminates",
      clientCertificate: option === null || refused ? "none" : option.clientAuth,
      cause: { fact, object: tcp.object, at: tcp.tlsAt },
      winner: null,
      tcp,
      redirects: false,
      lostDemand: null,
    };
  }

  #lost(choice: Choice, option: TlsOption, host: string, point: EntryPoint): TlsAnswer["lostDemand"] {
    if (option.clientAuth === "required") return null;
    const wanted = choice.conflicting.find(
      (router) => this.#options.get(optionOf(router, point)).clientAuth === "required",
    );
    if (wanted !== undefined) {
      return {
        why: `routers of ${host} have different TLS options, so the default one is used`,
        cause: { fact: FACTS.optionConflict, ...placeOf(wanted) },
      };
    }
    const loose = this.#routersOf(host).find(
      (router) =>
        router.domains.length === 0 &&
        onPoint(router, point) &&
        router.tls !== null &&
        this.#options.get(router.tls.options).clientAuth === "required",
    );
    if (loose === undefined) return null;
    return {
      why: "the rule names no Host, so its TLS option is not applied",
      cause: { fact: FACTS.optionNoHost, ...placeOf(loose) },
    };
  }

  #routersOf(host: string): readonly Router[] {
    const own = this.#byHost.get(host) ?? [];
    if (host === "*") return own;
    const dot = host.indexOf(".");
    const wild = dot < 0 || host.startsWith("*.") ? [] : (this.#byHost.get(`*${host.slice(dot)}`) ?? []);
    const patterns = this.#patterns.filter(({ match }) => match.host !== host && coversHost(match, host));
    return [...own, ...wild, ...patterns, ...(this.#byHost.get("*") ?? [])];
  }

  #matching(host: string, path: string, point: EntryPoint, own: Router | null): Router[] {
    return this.#routersOf(host).filter(
      (router) =>
        onPoint(router, point) &&
        coversPath(router.match, path) &&
        !isExcluded(router.match, host, path) &&
        (!router.match.narrowed || own === null || router === own || router.at === own.at),
    );
  }

  #tcpRouters(host: string, point: EntryPoint): TcpRouter[] {
    const dot = host.indexOf(".");
    const keys = new Set([host, ...(dot < 0 || host === "*" ? [] : [`*${host.slice(dot)}`]), "*"]);
    const listed = [...keys].flatMap((key) => this.#tcpByHost.get(key) ?? []);
    const patterns = host === "*" ? [] : this.#tcp.filter((item) => item.host !== host && coversHost(item, host));
    return [...listed, ...patterns].filter((router) => router.entryPoints.includes(point.name));
  }

  #hasTcpTls(point: EntryPoint): boolean {
    return [...this.#tcpByHost.values()].some((routers) =>
      routers.some((router) => router.mode !== "raw" && router.entryPoints.includes(point.name)),
    );
  }
}

const LEAST = Number.NEGATIVE_INFINITY;
const DEFAULT_CHOICE: Choice = { options: null, router: null, conflicting: [] };

function placeOf(router: Router): { object: Cause["object"]; at: Cause["at"] } {
  return { object: router.tls?.object ?? router.object, at: router.tls?.at ?? router.at };
}

function serves({ dropped, inert }: Router): boolean {
  return dropped === null && inert !== true;
}

function onPoint(router: Router, point: EntryPoint): boolean {
  return router.entryPoints.includes(point.name);
}

/** A router has TLS by its own word or by its entry point's. */
function secured(router: Router, point: EntryPoint): boolean {
  return router.tls !== null || point.tls !== null;
}

/** The highest priority; of equals the first. */
function best(routers: readonly Router[]): Router | null {
  let winner: Router | null = null;
  for (const router of routers) if (winner === null || router.priority > winner.priority) winner = router;
  return winner;
}

function first(routers: readonly TcpRouter[]): TcpRouter | null {
  let winner: TcpRouter | null = null;
  for (const router of routers) if (winner === null || router.priority > winner.priority) winner = router;
  return winner;
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, [value]);
  else found.push(value);
}
