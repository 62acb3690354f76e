import type { Assumption, ClientHop, Hop, PathType, Place, ServedCertificate } from "../../model/report.ts";
import type { Protection } from "../../model/words.ts";
import type { Asked, RouteDraft, Trait } from "../contract.ts";
import { type PortAnswer, portAnswer } from "./answers.ts";
import type { Attached, Refused } from "./attachment.ts";
import { type Cause, evidenceOf, traitOf } from "./cause.ts";
import { redirectOf } from "./filters.ts";
import { type Leg, hopOf, placeOfRef } from "./leg.ts";
import { legTraits } from "./legs.ts";
import { isTls } from "./listeners.ts";
import { routeTraits } from "./route-traits.ts";
import type { GatewayRoute, RouteMatch, RouteRule } from "./routes.ts";
import { certificateOf } from "./served-certificate.ts";
import type { View } from "./view.ts";

const CLIENT: Place = { kind: "client", name: "client", namespace: null, port: null };

/** The ports that one record speaks of: 80 and 443, or one other port for both schemes. */
export interface Front {
  readonly plain: number;
  readonly secure: number;
  /** null for 80 and 443. */
  readonly port: number | null;
}

/** A declared (host, path) of a route on the listeners of one data plane. */
export interface Declared {
  readonly route: GatewayRoute;
  readonly rule: RouteRule;
  readonly match: RouteMatch;
  readonly host: string;
  /** Where the route is attached with this host. */
  readonly on: readonly Attached[];
}

/** All routes of a data plane: every host and path that is attached, and what is not, with the reason. */
export function draftsOf(view: View): RouteDraft[] {
  const byRoute = new Map<GatewayRoute, Attached[]>();
  for (const item of view.attached) {
    const same = byRoute.get(item.route);
    if (same === undefined) byRoute.set(item.route, [item]);
    else same.push(item);
  }
  const drafts: RouteDraft[] = [];
  for (const [route, attached] of byRoute) drafts.push(...routeDrafts(view, route, attached));
  for (const refused of view.refused) drafts.push(...refusedDrafts(view, refused, byRoute.get(refused.route) ?? []));
  return drafts;
}

function routeDrafts(view: View, route: GatewayRoute, attached: readonly Attached[]): RouteDraft[] {
  const hosts = new Set(attached.flatMap((item) => item.hosts));
  return [...hosts].flatMap((host) => {
    const on = attached.filter((item) => item.hosts.includes(host));
    return frontsOf(on).flatMap((front) =>
      rulesOf(route).flatMap((rule) =>
        rule.matches.map((match) => draft(view, { route, rule, match, host, on }, front)),
      ),
    );
  });
}

/** Routes that take bytes have no paths, and one record whatever their rules are. */
function rulesOf(route: GatewayRoute): readonly RouteRule[] {
  if (route.kind === "HTTPRoute" || route.kind === "GRPCRoute") return route.rules;
  const [first] = route.rules;
  return first === undefined ? [] : [first];
}

function frontsOf(on: readonly Attached[]): Front[] {
  const ports = [...new Set(on.map(({ listener }) => listener.port ?? 0))];
  const usual = ports.some((port) => port === 80 || port === 443);
  const odd = ports.filter((port) => {
    if (port !== 80 && port !== 443) return true;
    // The other scheme than the port's usual one.
    return on.some(
      ({ listener }) => listener.port === port && isTls(listener) !== (port === 443) && listener.protocol !== "TCP",
    );
  });
  return [
    ...(usual ? [{ plain: 80, secure: 443, port: null }] : []),
    ...odd.map((port) => ({ plain: port, secure: port, port })),
  ];
}

function draft(view: View, declared: Declared, front: Front): RouteDraft {
  const { route, rule, match, host, on } = declared;
  const plain = portAnswer(view, view.table.plain(front.plain, host, match), "http", host);
  const secure = portAnswer(view, view.table.secure(front.secure, host, match), "https", host);
  const shown = certificateOf(view, host, secure);
  const client = clientOf(plain, secure, shown.certificate);
  const lost = on.find(({ listener }) => listener.problem !== null && isTls(listener))?.listener.problem ?? null;
  const legs = legsBehind(plain, secure);
  const check = secure.answering.listener?.client;
  const causes = [
    ...(lost === null || client.https !== "refused" ? [] : [lost.cause]),
    ...(plain.does === "refused" && secure.does !== "refused"
      ? [secure.cause, plain.cause]
      : [plain.cause, secure.cause]),
    ...(client.https === "refused" ? [] : [shown.cause]),
    ...(check?.cause != null ? [check.cause] : []),
  ];
  const assumptions = [
    ...new Set<Assumption>([
      ...on.flatMap((item) => item.assumptions),
      ...on.flatMap(({ listener }) => view.claims.get(listener.gateway)?.assumptions ?? []),
      ...(client.https === "terminates" ? shown.assumptions : []),
      ...(check?.assumptions ?? []),
    ]),
  ];
  const status = secure.status ?? plain.status;
  const redirects = [plain, secure].some(({ does, answersItself }) => does === "redirects" || answersItself === true);
  const hops =
    legs.length > 0
      ? legs.map((leg) => hopOf(leg, view.controller))
      : redirects
        ? []
        : [brokenHop(view, declared, lost?.cause ?? secure.cause, status)];
  return {
    object: route.object,
    at: match.at,
    host,
    path: match.path,
    pathType: match.pathType,
    ...(front.port === null ? {} : { port: front.port }),
    because: becauseOf(view, on),
    client,
    hops: [clientHop(view, client, causes, assumptions, status, check?.verified ?? false), ...hops],
    traits: [...routeTraits(view, declared, { plain, secure, client, shown, front }), ...legTraits(legs)],
    asked: askedOf(rule, on, legs),
  };
}

function becauseOf(view: View, on: readonly Attached[]): RouteDraft["because"] {
  const gateway = on[0]?.listener.gateway;
  return gateway === undefined ? [] : [...(view.claims.get(gateway)?.because ?? [])];
}

function askedOf(rule: RouteRule, on: readonly Attached[], legs: readonly Leg[]): Asked {
  const redirect = redirectOf(rule.filters)?.scheme === "https";
  return {
    https: on.some(({ listener }) => isTls(listener)),
    ...(redirect ? { redirect } : {}),
    ...(legs.some((leg) => ["tls-verified", "mtls", "tls-chain"].includes(leg.protection))
      ? { backendTls: true, verification: true }
      : {}),
    passthrough: on.some(({ listener }) => listener.mode === "Passthrough"),
  };
}

/** What is behind the answers, HTTPS first. */
function legsBehind(plain: PortAnswer, secure: PortAnswer): readonly Leg[] {
  if (secure.legs.length > 0) return secure.legs;
  return secure.does === "redirects" && plain.does !== "serves" ? [] : plain.legs;
}

function clientOf(plain: PortAnswer, secure: PortAnswer, certificate: ServedCertificate): ClientHop {
  const http = plain.does === "passes-through" ? "serves" : plain.does;
  const https =
    secure.does === "passes-through" ? "passes-through" : secure.does === "refused" ? "refused" : "terminates";
  const demand = secure.answering.listener?.client.demand ?? "none";
  return {
    http,
    redirectStatus: plain.redirect?.filter.status ?? null,
    redirectTo: plain.redirect?.to ?? null,
    https,
    certificate: secure.handshake || https !== "refused" ? certificate : { kind: "none" },
    clientCertificate: https === "terminates" ? demand : "none",
  };
}

function protectionOf(client: ClientHop, verified: boolean): Protection {
  if (client.http === "serves") return "plaintext";
  if (client.https === "passes-through") return "passthrough";
  if (client.https === "refused") return client.http === "redirects" ? "plaintext" : "broken";
  return client.clientCertificate === "required" && verified ? "mtls" : "tls-verified";
}

function clientHop(
  view: View,
  client: ClientHop,
  causes: readonly Cause[],
  assumptions: Hop["assumptions"],
  status: number | null,
  verified: boolean,
): Hop {
  const protection = protectionOf(client, verified);
  const nobody = protection === "plaintext" || protection === "broken";
  return {
    from: CLIENT,
    to: view.controller,
    role: "client",
    protection,
    by: nobody ? "none" : protection === "passthrough" ? "application" : "controller",
    status: protection === "broken" ? status : null,
    evidence: evidenceOf(causes),
    assumptions,
  };
}

function brokenHop(
  view: Pick<View, "controller">,
  { route, rule }: Declared,
  cause: Cause,
  status: number | null,
): Hop {
  const ref = rule.backends[0];
  const place: Place =
    ref === undefined
      ? { kind: "external", name: "no backend", namespace: route.object.namespace, port: null }
      : placeOfRef(ref);
  return {
    from: view.controller,
    to: place,
    role: "backend",
    protection: "broken",
    by: "none",
    status,
    evidence: evidenceOf([cause]),
    assumptions: [],
  };
}

/** What a route declares through a parentRef that nobody takes; hosts that another parentRef serves are left out. */
export function refusedDrafts(
  view: Pick<View, "controller">,
  refused: Refused,
  attached: readonly Attached[],
): RouteDraft[] {
  const { route, why, cause, remedy } = refused;
  const served = new Set(attached.flatMap((item) => item.hosts));
  const names = route.hostnames.length === 0 ? ["*"] : route.hostnames;
  const traits: Trait[] = [traitOf("route-not-attached", why, cause, remedy === undefined ? {} : { remedy })];
  if (attached.length > 0 && names.every((name) => served.has(name))) {
    // The route is served by other listeners; that this one does not take it is told once.
    return [];
  }
  return undrafted(route, names, cause, traits, view.controller, (rule, match, host) => ({
    hop: brokenHop(view, { route, rule, match, host, on: [] }, cause, null),
  }));
}

/** Drafts of a route that nobody serves. */
export function undrafted(
  route: GatewayRoute,
  hosts: readonly string[],
  cause: Cause,
  traits: readonly Trait[],
  controller: Place,
  hopFor: (rule: RouteRule, match: RouteMatch, host: string) => { readonly hop: Hop },
): RouteDraft[] {
  const match: RouteMatch = { at: [], path: "/", pathType: "Prefix" satisfies PathType, conditions: [] };
  const rules = route.rules.length > 0 ? rulesOf(route) : [{ at: [], matches: [match], filters: [], backends: [] }];
  return hosts.flatMap((host) =>
    rules.flatMap((rule) =>
      rule.matches.map((item): RouteDraft => {
        const { hop } = hopFor(rule, item, host);
        const protection = hop.protection === "unknown" ? "unknown" : "broken";
        const first: Hop = {
          ...hop,
          role: "client",
          from: CLIENT,
          to: controller,
          protection,
          evidence: evidenceOf([cause]),
        };
        return {
          object: route.object,
          at: item.at,
          host,
          path: item.path,
          pathType: item.pathType,
          because: [],
          client: NO_CLIENT,
          hops: [first, hop],
          traits,
        };
      }),
    ),
  );
}

const NO_CLIENT: ClientHop = {
  http: "refused",
  redirectStatus: null,
  redirectTo: null,
  https: "refused",
  certificate: { kind: "none" },
  clientCertificate: "none",
};
