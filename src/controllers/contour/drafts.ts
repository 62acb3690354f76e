import type { Assumption, ClientHop, Hop, Place, ServedCertificate } from "../../model/report.ts";
import type { Protection } from "../../model/words.ts";
import type { RouteDraft, Trait, World } from "../contract.ts";
import { type Cause, evidenceOf, traitOf } from "../gateway-api/cause.ts";
import { hopOf, type Leg } from "../gateway-api/leg.ts";
import { FACTS } from "./facts.ts";
import type { HostRoute, Redirect, SecureHost, VirtualHosts } from "./virtual-hosts.ts";

const CLIENT: Place = { kind: "client", name: "client", namespace: null, port: null };

/** What one port does. */
interface PortAnswer {
  readonly does: "refused" | "serves" | "redirects" | "passes-through";
  readonly status: number | null;
  readonly to: ClientHop["redirectTo"];
  readonly loops: boolean;
  readonly legs: readonly Leg[];
  readonly route: HostRoute | null;
  readonly secure: SecureHost | null;
  readonly cause: Cause;
}

/** The drafts of a declared route: one, and one more for clients without a server name where they get another certificate. */
export function draftsOf(world: World, hosts: VirtualHosts, route: HostRoute, controller: Place): RouteDraft[] {
  const plain = plainAnswer(hosts, route);
  const secure = secureAnswer(hosts, route);
  const draft = draftOf(world, route, plain, secure, controller);
  const fallback = secure.secure?.fallback ?? null;
  if (fallback === null || route.refused !== null || secure.does === "refused") return [draft];
  const certificate: ServedCertificate = { kind: "secret", namespace: fallback.namespace, name: fallback.name };
  const [first, ...others] = draft.hops;
  if (first === undefined) return [draft];
  const told = { ...first, evidence: [...evidenceOf([fallback.cause]), ...first.evidence] };
  return [draft, { ...draft, client: { ...draft.client, certificate }, hops: [told, ...others], traits: [] }];
}

function answerOf(
  route: HostRoute,
  scheme: "http" | "https",
): Pick<PortAnswer, "does" | "status" | "to" | "loops" | "legs" | "cause"> {
  if (scheme === "http" && route.upgrade !== null)
    return { does: "redirects", status: 301, to: "https", loops: false, legs: [], cause: route.upgrade };
  if (route.redirect !== null) {
    const { status, cause } = route.redirect;
    return { does: "redirects", status, ...leadsTo(route, route.redirect, scheme), legs: [], cause };
  }
  if (route.direct !== null) {
    const { status, cause } = route.direct;
    return { does: status >= 400 ? "refused" : "serves", status, to: null, loops: false, legs: [], cause };
  }
  const backends = route.legs.filter((leg) => leg.role === "backend" || leg.role === "default-backend");
  const [first] = backends;
  if (first !== undefined && backends.every((leg) => leg.protection === "broken")) {
    const cause = first.causes[0] ?? route.cause;
    return { does: "refused", status: first.status, to: null, loops: false, legs: route.legs, cause };
  }
  return { does: "serves", status: null, to: null, loops: false, legs: route.legs, cause: route.cause };
}

function leadsTo(route: HostRoute, redirect: Redirect, scheme: "http" | "https"): Pick<PortAnswer, "to" | "loops"> {
  const elsewhere = redirect.hostname !== null && redirect.hostname.toLowerCase() !== route.host;
  const target = redirect.scheme?.toLowerCase() ?? scheme;
  const port = redirect.port ?? (target === "https" ? 443 : 80);
  const loops = !elsewhere && target === scheme && port === (scheme === "https" ? 443 : 80) && !redirect.changesPath;
  return { to: elsewhere ? "other" : target === "https" ? "https" : "http", loops };
}

function plainAnswer(hosts: VirtualHosts, declared: HostRoute): PortAnswer {
  const route = hosts.onPlain(declared.host, declared.match);
  if (route !== null) return { ...answerOf(route, "http"), route, secure: null };
  const cause: Cause = { fact: FACTS.notServed, object: declared.object, at: declared.match.at };
  const status = hosts.listens.plain ? 404 : null;
  return { does: "refused", status, to: null, loops: false, legs: [], route: null, secure: null, cause };
}

function secureAnswer(hosts: VirtualHosts, declared: HostRoute): PortAnswer {
  const found = hosts.onSecure(declared.host, declared.match);
  const none = { status: null, to: null, loops: false, legs: [], route: null } as const;
  if (found === null) {
    const alone = hosts.secureHost(declared.host);
    const cause: Cause =
      alone !== null && alone.certificate === null
        ? { ...alone.cause, fact: FACTS.passthroughAlone }
        : { fact: FACTS.noHttps, object: declared.object, at: declared.match.at };
    return { ...none, does: "refused", secure: null, cause };
  }
  const { host, route } = found;
  if (host.dead !== null) return { ...none, does: "refused", secure: host, cause: host.dead };
  if (host.bytes !== null) {
    const { legs, passthrough, cause } = host.bytes;
    const dead = legs.every((leg) => leg.protection === "broken");
    const does = dead ? "refused" : passthrough ? "passes-through" : "serves";
    return { ...none, does, legs, secure: host, cause: dead ? (legs[0]?.causes[0] ?? cause) : cause };
  }
  if (route === null) {
    const cause: Cause = { fact: FACTS.notServed, object: declared.object, at: declared.match.at };
    return { ...none, does: "refused", status: 404, secure: host, cause };
  }
  return { ...answerOf(route, "https"), route, secure: host };
}

function draftOf(
  world: World,
  declared: HostRoute,
  plain: PortAnswer,
  secure: PortAnswer,
  controller: Place,
): RouteDraft {
  const { object, match, host, refused } = declared;
  const bytes = declared.match.conditions.includes("bytes");
  const client = clientOf(plain, secure);
  const legs =
    secure.legs.length > 0 ? secure.legs : secure.does === "redirects" && plain.does !== "serves" ? [] : plain.legs;
  const redirects = plain.does === "redirects" || secure.does === "redirects";
  const answers = plain.does !== "refused" || secure.does !== "refused";
  const causes =
    refused === null
      ? [plain.cause, secure.cause, ...(secure.secure === null ? [] : [secure.secure.cause])]
      : [refused.cause];
  const status = secure.status ?? plain.status;
  const bothRefuse = secure.does === "refused" && plain.does === "refused";
  const answersItself = secure.route !== null && secure.does === "refused";
  const lost =
    refused?.cause ?? (answersItself || (bothRefuse && secure.status === status) ? secure.cause : plain.cause);
  const hops: Hop[] =
    legs.length > 0
      ? legs.map((leg) => hopOf(leg, controller))
      : redirects && answers && !answersItself
        ? []
        : [brokenHop(declared, lost, status, controller)];
  const first: Hop = {
    from: CLIENT,
    to: controller,
    role: "client",
    ...protectedBy(client, secure.secure?.clientVerified ?? false),
    status: client.http === "refused" && client.https === "refused" ? status : null,
    evidence: evidenceOf([...causes, ...(secure.secure?.clientCause == null ? [] : [secure.secure.clientCause])]),
    assumptions: [...(secure.secure?.assumptions ?? ([] as Assumption[]))],
  };
  return {
    object,
    at: match.at,
    host,
    path: match.path,
    pathType: match.pathType,
    because: [],
    client,
    hops: [first, ...hops],
    traits: [...traitsOf(world, declared, plain, secure, client, bytes), ...legs.flatMap((leg) => leg.traits)],
    asked: declared.asked,
  };
}

function clientOf(plain: PortAnswer, secure: PortAnswer): ClientHop {
  const https =
    secure.does === "passes-through" ? "passes-through" : secure.does === "refused" ? "refused" : "terminates";
  const own = secure.secure?.certificate ?? null;
  const certificate: ServedCertificate =
    https === "passes-through"
      ? { kind: "in-pod" }
      : own === null
        ? { kind: "none" }
        : { kind: "secret", namespace: own.namespace, name: own.name };
  return {
    http: plain.does === "passes-through" ? "refused" : plain.does,
    redirectStatus: plain.does === "redirects" ? plain.status : null,
    redirectTo: plain.does === "redirects" ? plain.to : null,
    https,
    certificate,
    clientCertificate: https === "terminates" ? (secure.secure?.client ?? "none") : "none",
  };
}

function protectedBy(client: ClientHop, verified: boolean): Pick<Hop, "protection" | "by"> {
  const protection: Protection =
    client.http === "serves"
      ? "plaintext"
      : client.https === "passes-through"
        ? "passthrough"
        : client.https === "refused"
          ? client.http === "redirects"
            ? "plaintext"
            : "broken"
          : client.clientCertificate === "required" && verified
            ? "mtls"
            : "tls-verified";
  const nobody = protection === "plaintext" || protection === "broken";
  return { protection, by: nobody ? "none" : protection === "passthrough" ? "application" : "controller" };
}

function brokenHop({ object, legs }: HostRoute, cause: Cause, status: number | null, controller: Place): Hop {
  const to: Place = legs[0]?.place ?? { kind: "external", name: "no backend", namespace: object.namespace, port: null };
  const hop = { from: controller, to, role: "backend", protection: "broken", by: "none" } as const;
  return { ...hop, status, evidence: evidenceOf([cause]), assumptions: [] };
}

function whyRefused({ secure }: PortAnswer): string {
  return secure?.dead?.text ?? "no certificate can be used for this host, and port 443 refuses it";
}

function traitsOf(
  world: World,
  declared: HostRoute,
  plain: PortAnswer,
  secure: PortAnswer,
  client: ClientHop,
  bytes: boolean,
): Trait[] {
  const traits: Trait[] = [];
  const { refused } = declared;
  if (refused !== null) return [traitOf("object-rejected", refused.why, refused.cause)];
  if (plain.does === "redirects" && plain.to === "https" && client.https === "refused")
    traits.push(traitOf("redirect-leads-nowhere", whyRefused(secure), plain.cause));
  if (plain.loops || secure.loops)
    traits.push(
      traitOf(
        "redirect-leads-nowhere",
        "the redirect leads to where it comes from",
        plain.loops ? plain.cause : secure.cause,
      ),
    );
  const winners = [plain.route, secure.route].filter((route) => route !== null);
  if (
    !bytes &&
    winners.length > 0 &&
    !winners.includes(declared) &&
    winners.some((route) => isEqual(route, declared))
  ) {
    const [winner] = winners;
    const rivals = winner?.rivals;
    const other = rivals?.find((object) => object !== declared.object) ?? winner?.object;
    const same = `${other?.kind} ${other?.namespace}/${other?.name} has the same host and path`;
    const why = rivals === undefined ? same : `${same}, and chance decides which of them serves`;
    traits.push(
      traitOf("path-shadowed", why, {
        fact: rivals === undefined ? FACTS.shadowed : FACTS.chance,
        object: declared.object,
        at: declared.match.at,
        text: `${why}.`,
      }),
    );
  }
  const { certificate } = client;
  if (certificate.kind === "secret" && client.https === "terminates" && secure.secure !== null) {
    const held = world.inventory.secret(certificate.namespace, certificate.name);
    const name = declared.host.startsWith("*.") ? `any${declared.host.slice(1)}` : declared.host;
    if (held.state === "present" && world.certificates.covers(held.secret, name, false) === false)
      traits.push(
        traitOf(
          "host-not-covered",
          `the one of Secret ${certificate.namespace}/${certificate.name} has no name for ${declared.host}`,
          secure.secure.cause,
        ),
      );
  }
  const lostCheck = secure.secure?.clientLost;
  if (lostCheck !== undefined && client.https === "terminates")
    traits.push(
      traitOf(
        "client-certificate-not-demanded",
        "clientValidation names no caSecret, and the host is served",
        lostCheck,
      ),
    );
  const check = secure.secure?.clientCause ?? null;
  if (check !== null && client.https === "terminates") {
    if (!secure.secure?.clientVerified)
      traits.push(traitOf("client-validation-accepts-any", "any certificate is taken, whoever signed it", check));
    if (client.clientCertificate === "required" && client.http === "serves")
      traits.push(
        traitOf(
          "client-certificate-bypassed",
          "port 80 serves this route, and client certificates guard TLS alone",
          plain.cause,
        ),
      );
  }
  return traits;
}

function isEqual(a: HostRoute, b: HostRoute): boolean {
  return a.match.path === b.match.path && a.match.pathType === b.match.pathType && a.host === b.host;
}
