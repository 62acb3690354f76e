import { list } from "../../model/read.ts";
import type { ClientHop, Hop, Place } from "../../model/report.ts";
import type { Asked, RouteDraft, Trait } from "../contract.ts";
import type { BackendLeg } from "./backend.ts";
import {
  clientCertificate,
  hostRefusal,
  ownAnswer,
  type PlainAnswer,
  plainAnswer,
  type Presented,
  presented,
} from "./client.ts";
import { CLIENT, client, clientCauses, clientHop, evidenceOf } from "./client-hop.ts";
import { extraHops } from "./extra-hops.ts";
import { FACTS } from "./facts.ts";
import { passthroughOf } from "./passthrough.ts";
import type { Cause, ParsedIngress } from "./parsed.ts";
import type { SecretStore } from "./secrets.ts";
import { CATCH_ALL, type Declaration, type Location, type Model, type Server } from "./servers.ts";
import type { NginxSettings } from "./settings.ts";
import { targetOf } from "./target.ts";
import type { Upstream, Upstreams } from "./upstreams.ts";

/** Everything that a verdict needs beside the declaration itself. */
export interface RouteWorld {
  readonly model: Model;
  readonly settings: NginxSettings;
  readonly secrets: SecretStore;
  readonly upstreams: Upstreams;
  /** Upstreams that are asked by TLS whatever their protocol says, with the location that makes it so. */
  readonly dialledByTls: ReadonlyMap<string, Location>;
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
    case "outranked":
      return { fact: FACTS.outranked, object: location?.owner?.ingress ?? null, at: [] };
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
  // Somebody else answers, unless it is the place that the controller keeps for `/`.
  const taken = declaration.outcome === "shadowed" || declaration.outcome === "outranked";
  const status = taken && declaration.location?.placeholder !== true ? null : 404;
  const { controller } = world;
  const plain = keptAnswer(world, declaration, shown) ?? { kind: "refused", status: 404, cause };
  const broken = { protection: "broken", by: "none", status, evidence: evidenceOf([cause]), assumptions: [] } as const;
  return {
    declaration,
    host,
    client:
      plain.kind === "redirects"
        ? client("redirects", plain, "refused", shown, "none")
        : client("refused", null, "refused", shown, "none"),
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
    plain,
    presented: shown,
    leg: null,
    passesThrough: false,
  };
}

/** What port 80 answers in the place that the controller keeps for `/`, where nothing else takes the request: a redirect. */
function keptAnswer(
  world: RouteWorld,
  { outcome, server, location }: Declaration,
  shown: Presented,
): PlainAnswer | null {
  if (server === null || outcome === "rejected" || outcome === "shadowed") return null;
  const kept = server.locations.find((item) => item.placeholder && item.path === "/");
  if (kept === undefined || (outcome === "outranked" && location !== kept)) return null;
  const plain = plainAnswer(server, kept, world.settings, shown.entry);
  return plain.kind === "redirects" ? plain : null;
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
  const { upstream, legs } = targetOf(world, declaration, location, owner, server);
  const through = passthroughOf(server, host, settings);
  const plain = plainAnswer(server, location, settings, shown.entry);
  const secure = ownAnswer(server, location, settings, "https")?.answer ?? null;
  const redirectOnly = secure?.kind === "redirects" && plain.kind !== "passes" && hostRefusal(server) === null;
  const http = httpOf(plain, legs.http);
  const demanded = clientCertificate(server);
  const refusal = hostRefusal(server);
  const refusesTls = refusal !== null && !(server.clientAuthError === null && demanded === "required");
  const refused = refusesTls ? refusal : secure?.kind === "refused" ? secure : null;
  const https = httpsOf(through, refused !== null, secure?.kind === "redirects", legs.https);
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
  // The hop tells what happens to HTTPS clients; where TLS leads nowhere, what happens to those of port 80.
  const leg = through?.reaches === false ? legs.http : legs.https;
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
    refused === null ? leg.status : refused.status,
  );
  const unreached = through?.reaches === false && plain.kind !== "passes";
  if (redirectOnly || unreached) return { ...facts, leg: null, hops: [first] };
  const second =
    through !== null && https === "passes-through"
      ? passthroughHop(through, controller)
      : backendHop(upstream, location, declaration, leg, controller, refused);
  return { ...facts, hops: [first, second, ...extraHops(owner, server, settings, world.upstreams, controller)] };
}

function httpOf(plain: PlainAnswer, leg: BackendLeg): ClientHop["http"] {
  if (plain.kind === "passes") return leg.refusesAll ? "refused" : "serves";
  return plain.kind;
}

function httpsOf(
  through: ReturnType<typeof passthroughOf>,
  refused: boolean,
  redirects: boolean,
  leg: BackendLeg,
): ClientHop["https"] {
  if (through !== null) return through.reaches ? "passes-through" : "refused";
  if (refused) return "refused";
  return redirects || !leg.refusesAll ? "terminates" : "refused";
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
  refused: { readonly status: number; readonly cause: Cause } | null,
): Hop {
  const { rule, outcome, parsed } = declaration;
  const isDefault = rule.isDefault || location.catchAllBackend;
  const canary: Cause[] =
    outcome === "canary" ? [{ fact: FACTS.canary, object: parsed.ingress, at: parsed.canary.at }] : [];
  const protection = refused === null ? leg.protection : "broken";
  return {
    from: controller,
    to: upstream?.place ?? rule.place,
    role: isDefault ? "default-backend" : "backend",
    protection,
    by: protection === "plaintext" || protection === "broken" ? "none" : "controller",
    status: refused === null ? leg.status : refused.status,
    evidence: evidenceOf(
      refused === null ? [...leg.causes.map((cause) => atBackend(cause, rule, parsed)), ...canary] : [refused.cause],
    ),
    assumptions: refused === null ? [...leg.assumptions] : [],
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
