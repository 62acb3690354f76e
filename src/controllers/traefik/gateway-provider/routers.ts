import type { Attached } from "../../gateway-api/attachment.ts";
import type { Cause } from "../../gateway-api/cause.ts";
import { redirectOf, type RedirectFilter } from "../../gateway-api/filters.ts";
import { bytesLegs, ruleLegs } from "../../gateway-api/legs.ts";
import type { Leg as GatewayLeg } from "../../gateway-api/leg.ts";
import { isTls } from "../../gateway-api/listeners.ts";
import type { RouteMatch } from "../../gateway-api/routes.ts";
import type { View } from "../../gateway-api/view.ts";
import type { Leg, RedirectRule, Router, TcpRouter } from "../dynamic.ts";
import { FACTS } from "../facts.ts";
import type { TraefikWorld } from "../traefik-world.ts";
import { entryPointOf } from "./entry-point.ts";
import { type Declared, routerTraits } from "./router-traits.ts";

/** Routers of the Gateways of one view. Source: loadHTTPRoute, loadTLSRoute, loadTCPRoute. */
export function gatewayRouters(
  traefik: TraefikWorld,
  view: View,
): { readonly routers: Router[]; readonly tcpRouters: TcpRouter[] } {
  const routers: Router[] = [];
  const tcpRouters: TcpRouter[] = [];
  const declared = new Set<string>();
  for (const attached of view.attached) {
    const { route } = attached;
    for (const host of attached.hosts) {
      if (route.kind === "TLSRoute" || route.kind === "TCPRoute") {
        tcpRouters.push(tcpRouter(traefik, view, attached, host));
        continue;
      }
      route.rules.forEach((rule, index) => {
        for (const match of rule.matches) {
          const key = [route.kind, route.object.namespace, route.object.name, host, match.at.join(".")].join("|");
          const router = httpRouter(traefik, view, attached, { host, rule, match, place: route.rules.length - index });
          routers.push({ ...router, declared: !declared.has(key) });
          declared.add(key);
        }
      });
    }
  }
  return { routers, tcpRouters };
}

function httpRouter(traefik: TraefikWorld, view: View, attached: Attached, declared: Declared): Router {
  const { route, listener } = attached;
  const { host, rule, match } = declared;
  const point = entryPointOf(traefik, listener);
  const redirect = redirectOf(rule.filters);
  const unsupported = rule.filters.find((filter) => filter.type === "mirror" || filter.type === "auth");
  const entry = { attached, route, listener, rule, match };
  const legs =
    redirect === null
      ? ruleLegs(view, entry)
          .filter((leg) => leg.role === "backend")
          .map(legOf)
      : [];
  const failed: Cause | null =
    unsupported === undefined ? null : { fact: FACTS.gatewayFilter, object: route.object, at: unsupported.at };
  return {
    object: route.object,
    at: match.at,
    match: {
      host,
      literal: host !== "*" && !host.startsWith("*."),
      ...(host.startsWith("*.") ? { hostPattern: wildcard(host) } : {}),
      path: match.path,
      pathType: match.pathType === "Exact" ? "Exact" : match.pathType === "Regex" ? "Regex" : "Prefix",
      byElements: true,
      narrowed: match.conditions.length > 0,
    },
    domains: attached.hosts.filter((name) => name !== "*" && !name.startsWith("*.")),
    priority: priorityOf(route.kind, attached.hosts, match, declared.place),
    entryPoints: point === null ? [] : [point.name],
    tls:
      listener.protocol === "HTTPS" ? { options: null, resolver: null, object: listener.owner, at: listener.at } : null,
    redirects: redirect === null ? [] : [redirectRule(redirect, { ...FROM, object: route.object, at: redirect.at })],
    legs:
      failed === null
        ? legs
        : legs.map((leg) => ({ ...leg, protection: "broken", status: 500, causes: [failed], breaks: null })),
    dropped: listener.problem?.cause ?? null,
    configured: listener.problem === null,
    asked: { https: isTls(listener), ...(redirect?.scheme === "https" ? { redirect: true } : {}) },
    assumptions: [...attached.assumptions, ...(isTls(listener) ? listener.assumptions : [])],
    declared: true,
    traits: routerTraits(view, attached, declared, redirect),
  };
}

const FROM = { fact: FACTS.gatewayRedirect } as const;

function redirectRule(filter: RedirectFilter, cause: Cause): RedirectRule {
  return { kind: "always", scheme: filter.scheme, hostname: filter.hostname, status: filter.status, cause };
}

/** Any number of labels, as its expression has it. */
function wildcard(host: string): RegExp {
  return new RegExp(`^[a-z0-9.*-]+${host.slice(1).replaceAll(".", "\\.")}$`);
}

/** Source: buildMatchRule, buildGRPCMatchRule. */
function priorityOf(kind: string, hosts: readonly string[], match: RouteMatch, place: number): number {
  const longest = Math.max(0, ...hosts.map((host) => (host === "*" ? 0 : host.length)));
  const { path, pathType, conditions } = match;
  if (kind === "GRPCRoute") return longest + path.length;
  const count = (word: string): number => conditions.filter((condition) => condition.startsWith(word)).length;
  const byPath = pathType === "Exact" ? 100_000 : path === "/" ? 1 : 10_000 + path.length * 100;
  return byPath + longest + count("method ") * 1000 + count("header ") * 100 + count("query ") * 10 + place;
}

function legOf(leg: GatewayLeg): Leg {
  const { role, place, protection, causes, assumptions, traits, status } = leg;
  const base = { role, place, protection, causes, assumptions, breaks: null, notInForce: null, traits };
  return status === null ? base : { ...base, status };
}

function tcpRouter(traefik: TraefikWorld, view: View, attached: Attached, host: string): TcpRouter {
  const { route, listener } = attached;
  const point = entryPointOf(traefik, listener);
  const mode = !isTls(listener) ? "raw" : listener.mode === "Passthrough" ? "passthrough" : "terminates";
  const legs = bytesLegs(view, route, listener, mode === "terminates" ? "terminated" : "raw").map(legOf);
  const at = route.rules[0]?.at ?? ["spec"];
  return {
    object: route.object,
    at,
    host,
    hostPattern: host.startsWith("*.") ? new RegExp(`^[a-z0-9-]+${host.slice(1).replaceAll(".", "\\.")}$`) : null,
    priority: Math.max(0, ...attached.hosts.map((name) => name.replaceAll("*", "").length)),
    entryPoints: point === null ? [] : [point.name],
    mode,
    options: null,
    tlsAt: at,
    legs,
    dropped: listener.problem?.cause ?? null,
  };
}
