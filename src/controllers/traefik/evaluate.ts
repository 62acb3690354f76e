import type { ClientHop } from "../../model/report.ts";
import type { Cause, Dynamic, Router, TcpRouter } from "./dynamic.ts";
import type { EntryPoint } from "./entry-points.ts";
import { FACTS } from "./facts.ts";
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
  /** A demand for a client certificate that was stated and is not in force, with the reason. */
  readonly lostDemand: { readonly why: string; readonly cause: Cause } | null;
}

/** Answers, for an entry point, what a host and path get. Source: pkg/server/router, pkg/muxer. */
export class Evaluation {
  readonly #byHost = new Map<string, Router[]>();
  readonly #tcpByHost = new Map<string, TcpRouter[]>();
  readonly #options: TlsOptions;
  readonly certificates: Certificates;

  constructor(dynamic: Dynamic, options: TlsOptions, certificates: Certificates) {
    this.#options = options;
    this.certificates = certificates;
    for (const router of dynamic.routers) {
      if (router.dropped === null) push(this.#byHost, router.match.host, router);
    }
    for (const router of dynamic.tcpRouters) {
      if (router.dropped === null) push(this.#tcpByHost, router.host, router);
    }
  }

  /** Plain HTTP on an entry point. */
  plain(point: EntryPoint | undefined, host: string, path: string): PlainAnswer {
    const nothing = (cause: Cause): PlainAnswer => ({ http: "refused", status: null, to: null, cause, winner: null });
    if (point === undefined)
      return nothing({ fact: FACTS.noRouter, object: null, at: [], text: "No entry point listens on this port." });
    const raw = this.#tcp("*", point).find((router) => router.mode === "raw");
    if (raw !== undefined) {
      return {
        http: "serves",
        status: null,
        to: null,
        cause: { fact: FACTS.tcpRaw, object: raw.object, at: raw.at },
        winner: raw,
      };
    }
    if (point.redirect !== null) {
      const { status, scheme, setting } = point.redirect;
      const cause: Cause = { fact: FACTS.entryPointRedirect, object: setting.object, at: setting.at };
      return { http: "redirects", status, to: scheme === "https" ? "https" : "http", cause, winner: null };
    }
    const routers = this.#matching(host, path, point).filter((router) => router.tls === null && point.tls === null);
    const winner = best(routers);
    if (winner === null) {
      const fact = point.tls === null ? FACTS.noRouter : FACTS.entryPointTls;
      return nothing({ fact, object: point.tls?.object ?? null, at: point.tls?.at ?? [] });
    }
    if (winner.redirect !== null) {
      return {
        http: "redirects",
        status: winner.redirect.status,
        to: winner.redirect.to,
        cause: winner.redirect.cause,
        winner,
      };
    }
    return {
      http: "serves",
      status: null,
      to: null,
      cause: { fact: FACTS.plainRouter, object: winner.object, at: winner.at },
      winner,
    };
  }

  /** TLS on an entry point. */
  tls(point: EntryPoint | undefined, host: string, path: string): TlsAnswer {
    const nothing: TlsAnswer = {
      https: "refused",
      clientCertificate: "none",
      cause: { fact: FACTS.noRouter, object: null, at: [] },
      winner: null,
      tcp: null,
      lostDemand: null,
    };
    if (point === undefined) return nothing;
    const secured = (router: Router): boolean => router.tls !== null || point.tls !== null;
    const ofHost = this.#routersOf(host).filter((router) => secured(router) && onPoint(router, point));
    const literal = ofHost.filter((router) => router.match.host === host);
    const named = this.#tcp(host, point).filter((router) => router.mode !== "raw");
    const any = this.#tcp("*", point);
    const tcp = (literal.length === 0 ? named[0] : undefined) ?? (ofHost.length === 0 ? any[0] : undefined);
    if (tcp !== undefined && (tcp.mode !== "raw" || ofHost.length === 0)) return this.#tcpAnswer(tcp);
    const demand = this.#demand(literal, host, point);
    const base = { ...nothing, clientCertificate: demand.option.clientAuth, lostDemand: demand.lost };
    if (demand.option.broken) {
      return {
        ...nothing,
        cause: { fact: FACTS.optionMissing, object: demand.at?.object ?? null, at: demand.at?.at ?? [] },
        lostDemand: null,
      };
    }
    if (demand.option.sniStrict && this.certificates.served(host).loaded === null) {
      return { ...nothing, cause: { fact: FACTS.sniStrict, object: demand.option.object, at: ["spec", "sniStrict"] } };
    }
    const winner = best(this.#matching(host, path, point).filter(secured));
    if (winner === null) return { ...base, clientCertificate: "none", lostDemand: null };
    const by = winner.tls ?? { object: point.tls?.object ?? null, at: point.tls?.at ?? [] };
    const fact = winner.tls === null ? FACTS.entryPointTls : FACTS.tlsRouter;
    return { ...base, https: "terminates", cause: { fact, object: by.object, at: by.at }, winner };
  }

  #tcpAnswer(tcp: TcpRouter): TlsAnswer {
    const fact =
      tcp.mode === "passthrough" ? FACTS.tcpPassthrough : tcp.mode === "raw" ? FACTS.tcpRaw : FACTS.tcpTerminates;
    const option = tcp.mode === "terminates" ? this.#options.get(tcp.options) : null;
    return {
      https: option === null ? "passes-through" : option.broken ? "refused" : "terminates",
      clientCertificate: option === null || option.broken ? "none" : option.clientAuth,
      cause: { fact, object: tcp.object, at: tcp.tlsAt },
      winner: null,
      tcp,
      lostDemand: null,
    };
  }

  /** The TLS option of a host: of all its routers, the default one where they differ. Source: buildEntryPointHandler. */
  #demand(literal: readonly Router[], host: string, point: EntryPoint) {
    const ids = new Map<string | null, Router>();
    for (const router of literal) {
      if (!router.match.literal) continue;
      const id = router.tls === null ? point.tlsOptions : router.tls.options;
      if (!ids.has(id)) ids.set(id, router);
    }
    const [first] = ids;
    // The look-alike provider spreads a demand over the whole host.
    const spread = [...ids.keys()]
      .filter((id) => id?.startsWith("client-certificate-") === true)
      .sort()
      .at(-1);
    const same = spread ?? (ids.size === 1 && first !== undefined ? first[0] : null);
    const option: TlsOption = this.#options.get(same);
    const at = first === undefined ? null : placeOf(first[1]);
    return { option, at, lost: this.#lost(ids, option, literal, host) };
  }

  #lost(
    ids: ReadonlyMap<string | null, Router>,
    option: TlsOption,
    literal: readonly Router[],
    host: string,
  ): TlsAnswer["lostDemand"] {
    if (option.clientAuth === "required") return null;
    const wanted = [...ids].find(([id]) => this.#options.get(id).clientAuth === "required");
    if (wanted !== undefined && ids.size > 1) {
      return {
        why: `routers of ${host} have different TLS options, so the default one is used`,
        cause: { fact: FACTS.optionConflict, ...placeOf(wanted[1]) },
      };
    }
    const loose = [...literal, ...this.#routersOf(host)].find(
      (router) =>
        !router.match.literal && router.tls !== null && this.#options.get(router.tls.options).clientAuth === "required",
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
    return [...own, ...wild, ...(this.#byHost.get("*") ?? [])];
  }

  #matching(host: string, path: string, point: EntryPoint): Router[] {
    return this.#routersOf(host).filter((router) => onPoint(router, point) && coversPath(router, path));
  }

  #tcp(host: string, point: EntryPoint): TcpRouter[] {
    return (this.#tcpByHost.get(host) ?? []).filter((router) => router.entryPoints.includes(point.name));
  }
}

function placeOf(router: Router): { object: Cause["object"]; at: Cause["at"] } {
  return { object: router.tls?.object ?? router.object, at: router.tls?.at ?? router.at };
}

function onPoint(router: Router, point: EntryPoint): boolean {
  return router.entryPoints.includes(point.name);
}

function coversPath(router: Router, path: string): boolean {
  const { match } = router;
  if (match.pathType === "Exact") return match.path === path;
  if (match.pathType === "Regex") return match.path === path;
  return path.startsWith(match.path);
}

/** The highest priority; of equals, one that nothing narrows. */
function best(routers: readonly Router[]): Router | null {
  let winner: Router | null = null;
  for (const router of routers) {
    const rank = router.match.narrowed ? router.priority - 0.5 : router.priority;
    const least =
      winner === null ? Number.NEGATIVE_INFINITY : winner.match.narrowed ? winner.priority - 0.5 : winner.priority;
    if (rank > least) winner = router;
  }
  return winner;
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, [value]);
  else found.push(value);
}
