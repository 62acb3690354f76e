import type { Router } from "./dynamic.ts";
import type { EntryPoint } from "./entry-points.ts";
import { coversHost } from "./rules.ts";

/** The TLS option that a server name gets on an entry point. */
export interface Choice {
  /** null: the default one. */
  readonly options: string | null;
  /** Who asked for it, where one did. */
  readonly router: Router | null;
  /** Routers whose different wishes made it the default one. */
  readonly conflicting: readonly Router[];
}

/** What an entry point makes of server names. */
export interface PointChoices {
  /** Any router with TLS is on the entry point. */
  readonly hasRouters: boolean;
  /** For names that no rule names, where a router with TLS names none. */
  readonly catchAll: Choice | null;
  named(host: string): Choice | null;
  /** The option that a router stands for after conflicts: requests of another one are turned away. */
  optionOf(router: Router): string | null;
  /** With core.strictTLSOptions, routers that conflict are not built. */
  isDisabled(router: Router): boolean;
}

/**
 * Which TLS option a server name gets, from the rules of all routers of an entry point.
 * Source: resolveHTTPTLSOptions in pkg/server/aggregator.go, buildEntryPointHandler in pkg/server/router/tcp/manager.go.
 */
export class TlsChoices {
  readonly #routers: readonly Router[];
  readonly #strict: boolean;
  readonly #byPoint = new Map<EntryPoint, PointChoices>();

  constructor(routers: readonly Router[], strict: boolean) {
    // Alternatives of one rule are one router.
    const seen = new Set<readonly string[]>();
    this.#routers = routers.filter(({ configured, domains }) => {
      if (!configured || seen.has(domains)) return false;
      if (domains.length > 0) seen.add(domains);
      return true;
    });
    this.#strict = strict;
  }

  at(point: EntryPoint): PointChoices {
    let choices = this.#byPoint.get(point);
    if (choices === undefined) {
      choices = this.#build(point);
      this.#byPoint.set(point, choices);
    }
    return choices;
  }

  #build(point: EntryPoint): PointChoices {
    const routers = this.#routers.filter(
      (router) => router.entryPoints.includes(point.name) && (router.tls !== null || point.tls !== null),
    );
    const wishes = new Map<string, Map<string | null, Router[]>>();
    for (const router of routers) {
      for (const domain of router.domains) {
        const byOption = wishes.get(domain) ?? new Map<string | null, Router[]>();
        wishes.set(domain, byOption);
        const option = wish(router, point);
        byOption.set(option, [...(byOption.get(option) ?? []), router]);
      }
    }
    const conflicting = new Map<Router, readonly Router[]>();
    for (const byOption of wishes.values()) {
      if (byOption.size < 2) continue;
      const all = [...byOption.values()].flat();
      for (const router of all) conflicting.set(router, all);
    }
    const exact = new Map<string, Choice>();
    const wild: { readonly domain: string; readonly choice: Choice }[] = [];
    const disabled = new Set<readonly string[]>(
      this.#strict ? [...conflicting.keys()].map((router) => router.domains) : [],
    );
    for (const router of routers) {
      if (disabled.has(router.domains)) continue;
      const others = conflicting.get(router);
      const choice: Choice =
        others === undefined
          ? { options: wish(router, point), router, conflicting: [] }
          : { options: null, router: null, conflicting: others };
      for (const domain of router.domains) {
        if (domain.startsWith("*.")) wild.push({ domain, choice });
        else if (!exact.has(domain)) exact.set(domain, choice);
      }
    }
    const resolved = new Map<readonly string[], string | null>();
    for (const router of routers) {
      const settled = router.domains.length === 0 || conflicting.has(router) ? null : wish(router, point);
      resolved.set(router.domains, settled);
    }
    const loose = routers.some((router) => router.domains.length === 0);
    return {
      hasRouters: routers.some((router) => !disabled.has(router.domains)),
      catchAll: exact.get("*") ?? (loose ? { options: null, router: null, conflicting: [] } : null),
      named(host) {
        if (host === "*") return null;
        const own = exact.get(host);
        const found = wild.find(({ domain }) => domain === host || coversHost({ host: domain }, host));
        // Rules are tried by length: a longer wildcard goes before a shorter name.
        if (own !== undefined && (found === undefined || found.domain.length <= host.length)) return own;
        return found?.choice ?? null;
      },
      optionOf: (router) => resolved.get(router.domains) ?? null,
      isDisabled: (router) => disabled.has(router.domains),
    };
  }
}

/** Options of the entry point count only where the router says nothing about TLS. */
export function optionOf(router: Router, point: EntryPoint): string | null {
  return router.tls === null ? point.tlsOptions : router.tls.options;
}

function wish(router: Router, point: EntryPoint): string | null {
  const option = optionOf(router, point);
  return option === "default" ? null : option;
}
