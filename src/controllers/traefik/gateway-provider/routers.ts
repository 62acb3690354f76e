import type { Attached } from "../../gateway-api/attachment.ts";
import type { Cause } from "../../gateway-api/cause.ts";
import { redirectOf } from "../../gateway-api/filters.ts";
import { bytesLegs, ruleLegs } from "../../gateway-api/legs.ts";
import type { Leg as GatewayLeg } from "../../gateway-api/leg.ts";
import { isTls } from "../../gateway-api/listeners.ts";
import type { RouteMatch } from "../../gateway-api/routes.ts";
import type { View } from "../../gateway-api/view.ts";
import type { Leg, RedirectRule, Router, TcpRouter } from "../dynamic.ts";
import { FACTS } from "../facts.ts";
import type { TraefikWorld } from "../traefik-world.ts";
import { entryPointOf } from "./entry-point.ts";
import { extensionLegs, filterEffects, isExtension } from "./extensions.ts";
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
  const effects = filterEffects(traefik, route, rule);
  const { failed } = effects;
  const behind = redirect === null ? legsBehind(traefik, view, attached, declared) : { legs: [], broken: null };
  const idle = redirect === null && failed === null && rule.backends.length === 0 && rule.filters.length > 0;
  const nobody: Cause = { fact: FACTS.gatewayNobody, object: route.object, at: rule.at };
  const own = idle ? behind.legs.map((leg) => ({ ...leg, status: 503, causes: [nobody] })) : behind.legs;
  const legs = [...own, ...effects.legs];
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
    redirects: failed === null ? effects.redirects : [],
    legs:
      failed === null
        ? legs
        : legs.map((leg) => ({ ...leg, protection: "broken", status: 500, causes: [failed], breaks: null })),
    dropped: listener.problem?.cause ?? (failed === null ? (effects.missing ?? behind.broken) : null),
    configured: listener.problem === null,
    ...(idle ? { status: 503 } : {}),
    asked: { https: isTls(listener), ...(asksHttps(effects.redirects) ? { redirect: true } : {}) },
    assumptions: [...attached.assumptions, ...(isTls(listener) ? listener.assumptions : [])],
    declared: true,
    // Whether a middleware redirects depends on the request, and is told by what the ports answer.
    traits: redirect === null && effects.redirects.length > 0 ? [] : routerTraits(view, attached, declared, redirect),
  };
}

function asksHttps(redirects: readonly RedirectRule[]): boolean {
  return redirects.some((rule) => (rule.kind === "always" || rule.kind === "scheme") && rule.scheme === "https");
}

/** Services of the cluster and of the custom resources' provider. */
function legsBehind(
  traefik: TraefikWorld,
  view: View,
  attached: Attached,
  { rule, match }: Declared,
): { readonly legs: readonly Leg[]; readonly broken: Cause | null } {
  const { route, listener } = attached;
  const extensions = rule.backends.filter((ref) => isExtension(traefik, route, ref));
  const made = extensionLegs(traefik, route, extensions);
  const others = rule.backends.filter((ref) => !extensions.includes(ref));
  if (others.length === 0 && extensions.length > 0) return made;
  const entry = { attached, route, listener, rule: { ...rule, backends: others }, match };
  const own = ruleLegs(view, entry).filter((leg) => leg.role === "backend");
  return { ...made, legs: [...own.map(legOf), ...made.legs] };
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
  const { role, place, protection, causes, assumptions, traits, status, trust } = leg;
  const trusted = trust === undefined ? {} : { trust };
  const base = { role, place, protection, causes, assumptions, breaks: null, notInForce: null, traits, ...trusted };
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
