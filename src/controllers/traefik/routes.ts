import { secretsOf } from "../../inventory/named-secrets.ts";
import { evidence } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import type { ClientHop, Evidence, Hop, Place, ServedCertificate } from "../../model/report.ts";
import type { Protection } from "../../model/words.ts";
import type { HopDraft, RouteDraft, Trait, TraitKind, World } from "../contract.ts";
import { keyPairProblem } from "../key-pairs.ts";
import type { Cause, Leg, Router, TcpRouter } from "./dynamic.ts";
import type { EntryPoint } from "./entry-points.ts";
import type { Evaluation, PlainAnswer, TlsAnswer } from "./evaluate.ts";
import { FACTS } from "./facts.ts";
import type { TraefikWorld } from "./traefik-world.ts";

const CLIENT: Place = { kind: "client", name: "client", namespace: null, port: null };

interface Ports {
  readonly plain: EntryPoint | undefined;
  readonly tls: EntryPoint | undefined;
  /** Set where the route is reached by neither 80 nor 443. */
  readonly other: number | null;
}

/** The entry points that clients of a router use: those on 80 and 443, else its own first one for both. */
function portsOf(traefik: TraefikWorld, names: readonly string[]): Ports {
  const on = (port: number): EntryPoint | undefined =>
    traefik.entryPoints.find((point) => point.port === port && !point.udp);
  const own = traefik.entryPoints.filter((point) => names.includes(point.name));
  const first = own[0];
  if (first === undefined || own.some((point) => point.port === 80 || point.port === 443)) {
    return { plain: on(80), tls: on(443), other: null };
  }
  return { plain: first, tls: first, other: first.port };
}

/** The draft of a declared HTTP route: what its host and path get, from whichever router answers. */
export function httpDraft(
  traefik: TraefikWorld,
  evaluation: Evaluation,
  router: Router,
  controller: Place,
): RouteDraft {
  const { match, object } = router;
  const ports = portsOf(traefik, router.entryPoints);
  const plain = evaluation.plain(ports.plain, match.host, match.path, router);
  const tls = evaluation.tls(ports.tls, match.host, match.path, router);
  const shown = certificateOf(traefik, evaluation, match.host, tls, router);
  const gone = router.dropped;
  const client = clientOf(plain, tls, shown.certificate);
  const legs =
    legsBehind(plain, tls) ??
    // Clear text on the port for HTTPS, and TLS on the one for HTTP.
    legsBehind(
      evaluation.plain(ports.tls, match.host, match.path, router),
      evaluation.tls(ports.plain, match.host, match.path, router),
    ) ??
    tls.tcp?.legs ??
    (reaches(traefik, evaluation, router) ? router.legs : null);
  const redirected = plain.http === "redirects" || tls.redirects;
  const missing = gone ?? tls.cause;
  const status = gone === null ? (tls.status ?? plain.status ?? 404) : 404;
  const hops: Hop[] =
    legs === null
      ? redirected && gone === null
        ? []
        : [brokenHop(router.legs[0]?.place ?? placeOfNothing(object.namespace), missing, status, controller)]
      : legs.map((leg) => legHop(leg, controller));
  const first = clientHop(
    client,
    controller,
    gone === null ? [plain.cause, tls.cause, shown.cause] : [gone],
    [...shown.assumptions, ...router.assumptions, ...traefik.config.assumptions],
    status,
  );
  return {
    object,
    at: router.at,
    host: match.host,
    path: match.path,
    pathType: match.pathType,
    ...(ports.other === null ? {} : { port: ports.other }),
    because: [],
    client,
    hops: [first, ...hops],
    traits: traitsOf(traefik, router, plain, tls, client, legs ?? [], shown),
    asked: router.asked,
  };
}

/** The draft of a TCP route. */
export function tcpDraft(
  traefik: TraefikWorld,
  evaluation: Evaluation,
  router: TcpRouter,
  controller: Place,
): RouteDraft {
  const ports = portsOf(traefik, router.entryPoints);
  const plain = evaluation.plain(ports.plain, router.host, "/");
  const tls = evaluation.tls(ports.tls, router.host, "/");
  const gone = router.dropped;
  const shown = evaluation.certificates.served(router.host, router.object);
  const certificate: ServedCertificate = tls.https === "passes-through" ? { kind: "in-pod" } : shown.certificate;
  const client = clientOf(plain, tls, certificate);
  const first = clientHop(
    client,
    controller,
    gone === null ? [tls.cause, plain.cause] : [gone],
    [...traefik.config.assumptions],
    null,
  );
  const winner = tls.winner;
  const lost: Cause =
    winner === null
      ? {
          fact: FACTS.noRouter,
          object: router.object,
          at: router.at,
          text: "Its entry point is reached by no port that the input tells of.",
        }
      : { fact: FACTS.httpsWins, object: winner.object, at: winner.at };
  const own = tls.tcp === router || plain.winner === router || reachesTcp(traefik, evaluation, router);
  const legs =
    gone === null && own ? rawLegs(traefik, evaluation, router) : (legsBehind(plain, tls) ?? tls.tcp?.legs ?? null);
  const traits: Trait[] = [];
  if (gone !== null) traits.push(trait("object-rejected", lower(gone.text ?? gone.fact.text), gone));
  else if (!own && router.mode === "passthrough" && winner !== null) {
    traits.push(trait("passthrough-ignored", "an HTTP router with TLS has the same host and wins", lost));
  }
  for (const leg of legs ?? []) traits.push(...legTraits(leg, router.object));
  const place = router.legs[0]?.place ?? placeOfNothing(router.object.namespace);
  return {
    object: router.object,
    at: router.at,
    host: router.host,
    path: "/",
    pathType: "Prefix",
    ...(ports.other === null ? {} : { port: ports.other }),
    because: [],
    client,
    hops: [
      first,
      ...(legs === null
        ? [brokenHop(place, gone ?? lost, null, controller)]
        : legs.map((leg) => legHop(leg, controller))),
    ],
    traits,
    asked: { https: router.mode !== "raw", passthrough: router.mode === "passthrough" },
  };
}

/** Bytes that are passed on as they come are clear text where TLS never gets there. */
function rawLegs(traefik: TraefikWorld, evaluation: Evaluation, router: TcpRouter): readonly Leg[] {
  const points = traefik.entryPoints.filter((point) => router.entryPoints.includes(point.name));
  const takesTls = points.some((point) => evaluation.tls(point, router.host, "/").tcp === router);
  if (router.mode !== "raw" || takesTls) return router.legs;
  return router.legs.map((leg) => (leg.protection === "passthrough" ? { ...leg, protection: "plaintext" } : leg));
}

/** What is behind the answers on the usual ports, HTTPS first; null where nobody gets anywhere. */
function legsBehind(plain: PlainAnswer, tls: TlsAnswer): readonly Leg[] | null {
  if (tls.tcp !== null && tls.https !== "refused") return tls.tcp.legs;
  if (tls.winner !== null && !tls.redirects) return tls.winner.legs;
  if (plain.winner !== null && plain.http !== "redirects") return plain.winner.legs;
  return null;
}

/** Whether requests of any kind get to a router, on whichever of its entry points. */
function reaches(traefik: TraefikWorld, evaluation: Evaluation, router: Router): boolean {
  if (router.dropped !== null) return false;
  const { host, path } = router.match;
  const own = (winner: Router | TcpRouter | null): boolean =>
    winner !== null && winner.object === router.object && winner.at === router.at;
  return traefik.entryPoints
    .filter((point) => router.entryPoints.includes(point.name))
    .some((point) => {
      const plain = evaluation.plain(point, host, path, router);
      const tls = evaluation.tls(point, host, path, router);
      return (plain.http === "serves" && own(plain.winner)) || (own(tls.winner) && !tls.redirects);
    });
}

function reachesTcp(traefik: TraefikWorld, evaluation: Evaluation, router: TcpRouter): boolean {
  return traefik.entryPoints
    .filter((point) => router.entryPoints.includes(point.name))
    .some(
      (point) =>
        evaluation.tls(point, router.host, "/").tcp === router ||
        evaluation.plain(point, router.host, "/").winner === router,
    );
}

function brokenHop(to: Place, cause: Cause, status: number | null, controller: Place): Hop {
  return {
    from: controller,
    to,
    role: "backend",
    protection: "broken",
    by: "none",
    status,
    evidence: evidenceOf([cause]),
    assumptions: [],
  };
}

interface Shown {
  readonly certificate: ServedCertificate;
  readonly cause: Cause;
  readonly assumptions: Hop["assumptions"];
}

function certificateOf(
  { config }: TraefikWorld,
  evaluation: Evaluation,
  host: string,
  tls: TlsAnswer,
  router: Router,
): Shown {
  if (tls.https === "passes-through") return { certificate: { kind: "in-pod" }, cause: tls.cause, assumptions: [] };
  const { certificate, cause, loaded } = evaluation.certificates.served(host, router.object);
  const resolver = tls.winner?.tls?.resolver ?? router.tls?.resolver ?? null;
  // A resolver that the static configuration has not is passed over.
  const known = config.object === null || config.section(`certificatesresolvers.${resolver}`) !== null;
  if (loaded === null && certificate.kind === "controller-default" && resolver !== null && known && host !== "*") {
    return { certificate: { kind: "external", detail: `certificate resolver ${resolver}` }, cause, assumptions: [] };
  }
  return { certificate, cause, assumptions: [...(loaded?.assumptions ?? [])] };
}

function clientOf(plain: PlainAnswer, tls: TlsAnswer, certificate: ServedCertificate): ClientHop {
  return {
    http: plain.http,
    redirectStatus: plain.status,
    redirectTo: plain.to,
    https: tls.https,
    certificate,
    clientCertificate: tls.https === "terminates" ? tls.clientCertificate : "none",
  };
}

function protectionOf(client: ClientHop): Protection {
  if (client.http === "serves") return "plaintext";
  if (client.https === "passes-through") return "passthrough";
  if (client.https === "refused") return "broken";
  if (client.clientCertificate === "required") return "mtls";
  return client.certificate.kind === "controller-default" ? "tls-unverified" : "tls-verified";
}

function clientHop(
  client: ClientHop,
  controller: Place,
  causes: readonly Cause[],
  assumptions: Hop["assumptions"],
  status: number | null,
): Hop {
  const protection = protectionOf(client);
  const nobody = protection === "plaintext" || protection === "broken";
  return {
    from: CLIENT,
    to: controller,
    role: "client",
    protection,
    by: nobody ? "none" : protection === "passthrough" ? "application" : "controller",
    status: protection === "broken" ? (status ?? 404) : null,
    evidence: evidenceOf(causes),
    assumptions,
  };
}

function legHop(leg: Leg, controller: Place): HopDraft {
  const { protection } = leg;
  const nobody = protection === "plaintext" || protection === "broken" || protection === "unknown";
  return {
    from: controller,
    to: leg.place,
    role: leg.role,
    protection,
    by: nobody ? "none" : protection === "passthrough" ? "application" : "controller",
    status: leg.status ?? null,
    evidence: evidenceOf(leg.causes),
    assumptions: [...leg.assumptions],
    ...(leg.trust === undefined ? {} : { trust: leg.trust }),
  };
}

function evidenceOf(causes: readonly Cause[]): Evidence[] {
  return causes.map(({ fact, object, at, text }) => evidence(fact, object, at, text));
}

function placeOfNothing(namespace: string | null): Place {
  return { kind: "external", name: "no backend", namespace, port: null };
}

/** Of what the object itself names, what cannot be used. */
function whyDefault(world: World, object: KubeObject): string {
  const problems = secretsOf(object).map((named) => keyPairProblem(world, named));
  return problems.find((problem) => problem !== null) ?? "no loaded certificate has this name";
}

function trait(kind: TraitKind, why: string, cause: Cause): Trait {
  return { kind, object: cause.object, at: cause.at, why, evidence: evidenceOf([cause]) };
}

function traitsOf(
  traefik: TraefikWorld,
  router: Router,
  plain: PlainAnswer,
  tls: TlsAnswer,
  client: ClientHop,
  legs: readonly Leg[],
  shown: Shown,
): Trait[] {
  const { object } = router;
  if (router.dropped !== null)
    return [trait("object-rejected", lower(router.dropped.text ?? router.dropped.fact.text), router.dropped)];
  const traits: Trait[] = [];
  const here = (fact: Cause["fact"], at: Cause["at"] = router.at): Cause => ({ fact, object, at });
  if (
    client.https === "terminates" &&
    shown.certificate.kind === "controller-default" &&
    router.asked.https === true &&
    router.match.literal
  ) {
    traits.push(
      trait(
        "default-certificate-served",
        whyDefault(traefik.world, object),
        here(FACTS.defaultCertificate, object.kind === "Ingress" ? ["spec", "tls"] : ["spec", "tls"]),
      ),
    );
  }
  if (plain.http === "redirects" && plain.to === "https" && client.https === "refused") {
    traits.push(trait("redirect-leads-nowhere", "no router with TLS answers for this route on port 443", plain.cause));
  }
  if (tls.lostDemand !== null && client.https === "terminates") {
    traits.push(trait("client-certificate-not-demanded", tls.lostDemand.why, tls.lostDemand.cause));
  }
  if (client.clientCertificate === "required" && client.http === "serves") {
    traits.push(
      trait("client-certificate-bypassed", "port 80 serves this route, and TLS options guard TLS alone", plain.cause),
    );
  }
  const same = [plain.winner, tls.winner].filter((winner): winner is Router => winner !== null && "match" in winner);
  const shadows =
    same.length > 0 &&
    !same.includes(router) &&
    same.every(
      (winner) =>
        winner.match.path === router.match.path &&
        winner.match.host === router.match.host &&
        winner.object !== object &&
        sameEntry(winner, router),
    );
  if (shadows) {
    const winner = same[0];
    traits.push(
      trait(
        "path-shadowed",
        `${winner?.object.kind} ${winner?.object.namespace}/${winner?.object.name} has the same rule and a higher priority`,
        here(FACTS.plainRouter),
      ),
    );
  }
  const insecure = traefik.entryPoints.find((point) =>
    traefik.config.flag(`entrypoints.${point.name}.forwardedheaders.insecure`),
  );
  if (insecure !== undefined && plain.http === "redirects") {
    const setting = traefik.config.get(`entrypoints.${insecure.name}.forwardedheaders.insecure`);
    traits.push(
      trait("redirect-can-be-skipped", "forwardedHeaders.insecure trusts X-Forwarded-Proto of every client", {
        fact: FACTS.forwardedInsecure,
        object: setting?.object ?? null,
        at: setting?.at ?? [],
      }),
    );
  }
  for (const leg of legs) traits.push(...legTraits(leg, object));
  traits.push(...(router.traits ?? []));
  return traits;
}

function sameEntry(a: Router, b: Router): boolean {
  return (a.tls === null) === (b.tls === null) && a.entryPoints.some((name) => b.entryPoints.includes(name));
}

function legTraits(leg: Leg, object: Router["object"]): Trait[] {
  const cause = leg.causes[0];
  if (cause === undefined) return [...(leg.traits ?? [])];
  const placed: Cause = cause.object === null ? { ...cause, object, at: [] } : cause;
  const traits: Trait[] = [...(leg.traits ?? [])];
  if (leg.breaks !== null) traits.push(trait("verification-breaks-traffic", leg.breaks, placed));
  if (leg.notInForce !== null) traits.push(trait("verification-not-in-force", leg.notInForce, placed));
  return traits;
}

function lower(text: string): string {
  const clause = text.replace(/\.$/, "");
  return /^[A-Z][a-z]/.test(clause) && !/^(?:Service|Secret|Traefik|The API)/.test(clause)
    ? clause.charAt(0).toLowerCase() + clause.slice(1)
    : clause;
}
