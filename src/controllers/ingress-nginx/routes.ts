import { list } from "../../model/read.ts";
import type { ClientHop, Hop, Place } from "../../model/report.ts";
import type { Asked, RouteDraft, Trait } from "../contract.ts";
import { backendLeg, type BackendLeg } from "./backend.ts";
import { clientCertificate, hostRefusal, type PlainAnswer, plainAnswer, type Presented, presented } from "./client.ts";
import { CLIENT, client, clientCauses, clientHop, evidenceOf } from "./client-hop.ts";
import { extraHops } from "./extra-hops.ts";
import { FACTS } from "./facts.ts";
import { passthroughOf } from "./passthrough.ts";
import type { Cause, ParsedIngress } from "./parsed.ts";
import type { SecretStore } from "./secrets.ts";
import { CATCH_ALL, type Declaration, type Location, type Model, type Server } from "./servers.ts";
import type { NginxSettings } from "./settings.ts";
import type { Upstream, Upstreams } from "./upstreams.ts";

/** Everything that a verdict needs beside the declaration itself. */
export interface RouteWorld {
  readonly model: Model;
  readonly settings: NginxSettings;
  readonly secrets: SecretStore;
  readonly upstreams: Upstreams;
  readonly controller: Place;
}

/** A route before its traits are known, with the parts that traits are told from. */
export interface RouteFacts {
  readonly declaration: Declaration;
  readonly host: string;
  readonly client: ClientHop;
  readonly hops: readonly Hop[];
  readonly plain: PlainAnswer;
  readonly presented: Presented;
  readonly leg: BackendLeg | null;
  readonly passesThrough: boolean;
}

/** What one declared path gives under one host name (the rule's own, or an alias). */
export function routeFacts(world: RouteWorld, declaration: Declaration, host: string): RouteFacts {
  const { server, location } = declaration;
  const shown = presented(host, server, world.model.servers, world.secrets, world.settings);
  const missing = notServed(declaration);
  if (missing !== null || server === null || location === null) {
    return refusedRoute(world, declaration, host, shown, missing ?? { fact: FACTS.noService, object: null, at: [] });
  }
  return servedRoute(world, declaration, host, server, location, shown);
}

/** Why the declaration is not served at all; null when it is. */
function notServed({ outcome, parsed, rule, location }: Declaration): Cause | null {
  switch (outcome) {
    case "rejected":
      return parsed.rejected;
    case "shadowed":
      return { fact: FACTS.shadowed, object: location?.owner?.ingress ?? null, at: [] };
    case "canary-alone":
      return { fact: FACTS.canaryAlone, object: parsed.ingress, at: parsed.canary.at };
    case "no-service":
      return { fact: FACTS.noService, object: parsed.ingress, at: [...rule.at, "backend"] };
    default:
      return null;
  }
}

function refusedRoute(
  world: RouteWorld,
  declaration: Declaration,
  host: string,
  shown: Presented,
  cause: Cause,
): RouteFacts {
  const status = declaration.outcome === "shadowed" ? null : 404;
  const { controller } = world;
  const broken = { protection: "broken", by: "none", status, evidence: evidenceOf([cause]), assumptions: [] } as const;
  return {
    declaration,
    host,
    client: client("refused", null, "refused", shown, "none"),
    hops: [
      { ...broken, evidence: [...broken.evidence], assumptions: [], from: CLIENT, to: controller, role: "client" },
      {
        ...broken,
        evidence: [...broken.evidence],
        assumptions: [],
        from: controller,
        to: declaration.rule.place,
        role: "backend",
      },
    ],
    plain: { kind: "refused", status: 404, cause },
    presented: shown,
    leg: null,
    passesThrough: false,
  };
}

function servedRoute(
  world: RouteWorld,
  declaration: Declaration,
  host: string,
  server: Server,
  location: Location,
  shown: Presented,
): RouteFacts {
  const { settings, controller } = world;
  const owner = location.owner ?? declaration.parsed;
  const target = targetOf(world, declaration, location, owner);
  const through = passthroughOf(server, host, settings);
  const plain = plainAnswer(server, location, settings, shown.entry);
  const dialsTls = through !== null && target.dialsTls;
  const legs = {
    http: reachable(target.upstream, backendLeg(owner, server, settings, "http", dialsTls)),
    https: reachable(target.upstream, backendLeg(owner, server, settings, "https", dialsTls)),
  };
  const answers = owner.denied === null && (owner.redirect === null || location.catchAllBackend);
  const redirectOnly = owner.denied === null && !answers && hostRefusal(server) === null;
  const http =
    plain.kind === "passes"
      ? legs.http.refusesAll
        ? "refused"
        : "serves"
      : plain.kind === "redirects"
        ? "redirects"
        : "refused";
  const demanded = clientCertificate(server);
  const refusal = hostRefusal(server);
  const refusesTls = refusal !== null && !(server.clientAuthError === null && demanded === "required");
  const https = httpsOf(through, refusesTls, owner, redirectOnly, legs.https);
  const certificate = {
    ...shown,
    // Where TLS of the host is taken and leads nowhere, no handshake is answered.
    ...(through === null ? {} : { certificate: { kind: through.reaches ? "in-pod" : "none" } as const }),
  };
  const hop = client(
    http,
    plain.kind === "redirects" ? plain : null,
    https,
    certificate,
    through === null ? demanded : "none",
  );
  // The hop tells what happens to HTTPS clients; where only port 80 answers, what happens there.
  const leg =
    https === "terminates" || https === "passes-through" ? legs.https : http === "serves" ? legs.http : legs.https;
  const refusedBy = refusesTls ? (refusal?.cause ?? null) : owner.denied;
  const facts = {
    declaration,
    host,
    client: hop,
    plain,
    presented: shown,
    leg,
    passesThrough: https === "passes-through",
  };
  const first = clientHop(
    hop,
    controller,
    clientCauses(plain, shown, server, through?.cause ?? null),
    [...shown.assumptions, ...(server.clientAuth?.assumptions ?? [])],
    refusedBy === null ? leg.status : refusesTls ? 403 : 503,
  );
  if (redirectOnly) return { ...facts, leg: null, hops: [first] };
  const second =
    through !== null && https === "passes-through"
      ? passthroughHop(through, controller)
      : backendHop(target.upstream, location, declaration, leg, controller, refusedBy, refusesTls ? 403 : 503);
  return { ...facts, hops: [first, second, ...extraHops(owner, server, settings, world.upstreams, controller)] };
}

interface Target {
  readonly upstream: Upstream | null;
  /** Passthrough makes the controller dial TLS on port 80 too. */
  readonly dialsTls: boolean;
}

/** The Service that gets the requests: the canary's own, or the default-backend while the path's has no endpoints. */
function targetOf(
  world: RouteWorld,
  { outcome, parsed, rule }: Declaration,
  location: Location,
  owner: ParsedIngress,
): Target {
  if (outcome === "canary" && rule.backend !== null) {
    const own = `${parsed.namespace}|${rule.backend.service}|${rule.backend.port ?? ""}`;
    return { upstream: world.upstreams.get(own), dialsTls: false };
  }
  const upstream = location.upstream;
  if (owner.defaultBackend === null || upstream === null) return { upstream, dialsTls: false };
  const fallback = world.upstreams.named(owner.namespace, owner.defaultBackend.value);
  const dialsTls = location.path === "/" && fallback !== null && (!upstream.ready || owner.customErrors !== null);
  return { upstream: !upstream.ready && fallback?.ready === true ? fallback : upstream, dialsTls };
}

function reachable(upstream: Upstream | null, leg: BackendLeg): BackendLeg {
  if (upstream === null) {
    return {
      protection: "broken",
      status: 404,
      refusesAll: true,
      causes: [{ fact: FACTS.noService, object: null, at: [] }],
      assumptions: [],
    };
  }
  if (upstream.ready) return { ...leg, assumptions: [...leg.assumptions, ...upstream.assumptions] };
  const fact = upstream.externalDisabled ? FACTS.externalNameDisabled : FACTS.noEndpoints;
  return {
    protection: "broken",
    status: 503,
    refusesAll: true,
    causes: [{ fact, object: upstream.service, at: [] }],
    assumptions: [],
  };
}

function httpsOf(
  through: ReturnType<typeof passthroughOf>,
  refused: boolean,
  owner: ParsedIngress,
  redirectOnly: boolean,
  leg: BackendLeg,
): ClientHop["https"] {
  if (through !== null) return through.reaches ? "passes-through" : "refused";
  if (refused || owner.denied !== null) return "refused";
  if (redirectOnly) return "terminates";
  return leg.refusesAll ? "refused" : "terminates";
}

function passthroughHop(through: NonNullable<ReturnType<typeof passthroughOf>>, controller: Place): Hop {
  return {
    from: controller,
    to: through.place,
    role: "backend",
    protection: "passthrough",
    by: "application",
    status: null,
    evidence: evidenceOf([through.cause]),
    assumptions: [...through.assumptions],
  };
}

function backendHop(
  upstream: Upstream | null,
  location: Location,
  declaration: Declaration,
  leg: BackendLeg,
  controller: Place,
  refusedBy: Cause | null,
  status: number,
): Hop {
  const { rule, outcome, parsed } = declaration;
  const isDefault = rule.isDefault || location.catchAllBackend;
  const canary: Cause[] =
    outcome === "canary" ? [{ fact: FACTS.canary, object: parsed.ingress, at: parsed.canary.at }] : [];
  const refused = refusedBy !== null;
  const protection = refused ? "broken" : leg.protection;
  return {
    from: controller,
    to: upstream?.place ?? rule.place,
    role: isDefault ? "default-backend" : "backend",
    protection,
    by: protection === "plaintext" || protection === "broken" ? "none" : "controller",
    status: refused ? status : leg.status,
    evidence: evidenceOf(
      refused ? [refusedBy] : [...leg.causes.map((cause) => atBackend(cause, rule, parsed)), ...canary],
    ),
    assumptions: refused ? [] : [...leg.assumptions],
  };
}

/** A default is decided by no field: what it decides over is the path's backend. */
function atBackend(cause: Cause, rule: Declaration["rule"], parsed: ParsedIngress): Cause {
  if (cause.fact !== FACTS.clearByDefault) return cause;
  return { ...cause, object: parsed.ingress, at: rule.isDefault ? rule.at : [...rule.at, "backend"] };
}

/** The draft of a route; the host `_` is any. */
export function draftOf(facts: RouteFacts, traits: readonly Trait[], at: RouteDraft["at"]): RouteDraft {
  const { declaration, host, client, hops } = facts;
  return {
    object: declaration.parsed.ingress,
    at,
    host: host === CATCH_ALL ? "*" : host,
    path: declaration.rule.path === "" ? "/" : declaration.rule.path,
    pathType: declaration.rule.pathType,
    because: [],
    client,
    hops,
    traits,
    asked: askedBy(declaration.parsed),
  };
}

function askedBy(parsed: ParsedIngress): Asked {
  const { proxySsl, protocol } = parsed;
  return {
    https: list(parsed.ingress.body, "spec", "tls").length > 0,
    redirect:
      (parsed.forceSslRedirect.stated && parsed.forceSslRedirect.value) ||
      (parsed.sslRedirect.stated && parsed.sslRedirect.value),
    backendTls: /^(?:HTTPS|GRPCS|AUTO_HTTP)\s*$/i.test(protocol.value),
    verification: proxySsl.verify.stated && proxySsl.verify.value,
    clientCertificate: parsed.clientAuth.asked,
    passthrough: parsed.passthrough.value,
  };
}
