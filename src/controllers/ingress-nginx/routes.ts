import type { ClientHop, Hop, Place } from "../../model/report.ts";
import type { HopDraft } from "../contract.ts";
import type { BackendLeg } from "./backend.ts";
import {
  clientCertificate,
  handshakeRefusal,
  hostRefusal,
  ownAnswer,
  type PlainAnswer,
  plainAnswer,
  type Presented,
  presented,
} from "./client.ts";
import { client, clientCauses, clientHop, evidenceOf } from "./client-hop.ts";
import { extraHops } from "./extra-hops.ts";
import { FACTS } from "./facts.ts";
import { passthroughOf } from "./passthrough.ts";
import type { Cause, ParsedIngress } from "./parsed.ts";
import type { PoolIndex } from "./pools.ts";
import { notServed, refusedRoute } from "./refused-routes.ts";
import type { SecretStore } from "./secrets.ts";
import type { Declaration, Location, Model, Server } from "./servers.ts";
import type { NginxSettings } from "./settings.ts";
import { targetOf } from "./target.ts";
import type { Upstream, Upstreams } from "./upstreams.ts";

/** Everything that a verdict needs beside the declaration itself. */
export interface RouteWorld {
  readonly model: Model;
  readonly settings: NginxSettings;
  readonly secrets: SecretStore;
  readonly upstreams: Upstreams;
  readonly unverified: PoolIndex;
  /** Upstreams that are asked by TLS whatever their protocol says, with the location that makes it so. */
  readonly dialledByTls: ReadonlyMap<string, Location>;
  readonly controller: Place;
}

/** A route before its traits are known, with the parts that traits are told from. */
export interface RouteFacts {
  readonly declaration: Declaration;
  readonly host: string;
  readonly client: ClientHop;
  readonly hops: readonly HopDraft[];
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
  // app-root answers `/` on both ports, whatever the pods do.
  const answered = secure?.kind === "redirects" || plain.cause.fact === FACTS.appRoot;
  const https = httpsOf(through, refused !== null, answered, legs.https);
  // No handshake is answered where TLS of the host is taken and leads nowhere, or is not wanted.
  const rejected = handshakeRefusal(server, settings);
  const dead = through?.reaches === false || rejected !== null;
  const certificate = {
    ...shown,
    ...(through?.reaches === true ? { certificate: { kind: "in-pod" } as const } : {}),
    ...(dead ? { certificate: { kind: "none" } as const } : {}),
  };
  const hop = client(
    http,
    plain.kind === "redirects" ? plain : null,
    dead ? "refused" : https,
    certificate,
    through === null && !dead ? demanded : "none",
  );
  // The hop tells what happens to HTTPS clients; where TLS leads nowhere, what happens to those of port 80.
  const leg = dead ? legs.http : legs.https;
  const facts = {
    declaration,
    host,
    client: hop,
    plain,
    presented: shown,
    leg,
    passesThrough: hop.https === "passes-through",
  };
  const first = clientHop(
    hop,
    controller,
    clientCauses(plain, shown, server, through?.cause ?? rejected),
    [...shown.assumptions, ...(server.clientAuth?.assumptions ?? [])],
    refused === null ? leg.status : refused.status,
  );
  const unreached = dead && plain.kind === "redirects";
  if (redirectOnly || unreached) return { ...facts, leg: null, hops: [first] };
  const second =
    through !== null && hop.https === "passes-through"
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
): HopDraft {
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
    ...(leg.trust === undefined ? {} : { trust: leg.trust }),
  };
}

/** A default is decided by no field: what it decides over is the path's backend. */
function atBackend(cause: Cause, rule: Declaration["rule"], parsed: ParsedIngress): Cause {
  if (cause.fact !== FACTS.clearByDefault) return cause;
  return { ...cause, object: parsed.ingress, at: rule.isDefault ? rule.at : [...rule.at, "backend"] };
}
