import type { Route } from "../model/report.ts";
import { tellStory, type Story } from "./answers.ts";
import type { Seen } from "./ask.ts";
import { compareBackend } from "./compare-backend.ts";
import { compareCertificate } from "./compare-certificate.ts";
import { compareDemand, comparePlain, compareTls, type Tls } from "./compare-client.ts";
import type {
  Aspect,
  Connection,
  Conversation,
  Door,
  Known,
  PlaceResult,
  ProbeReport,
  RoutePlan,
  RouteResult,
  ShownCertificate,
} from "./contract.ts";
import { aspect } from "./outcome.ts";

/**
 * Every plan beside what was seen.
 * @param terms `catchAll`: some route takes any name, so what a name without a route gets says nothing
 */
export function compareAll(
  plans: readonly RoutePlan[],
  seen: Seen,
  known: Known,
  terms: { readonly version: string; readonly catchAll: boolean },
): ProbeReport {
  const compared = plans.map((plan) => ({ plan, places: placesOf(plan, seen, known, terms.catchAll) }));
  const results = compared.map(({ plan, places }) => resultOf(plan, explained(plan.route, places, compared)));
  const of = (result: RouteResult["result"]): number => results.filter((item) => item.result === result).length;
  const aspects = results.flatMap(({ places }) => places.flatMap((place) => place.aspects));
  return {
    formatVersion: "1",
    tool: { name: "lasthop", version: terms.version },
    summary: {
      routes: results.length,
      agrees: of("agrees"),
      disagrees: of("disagrees"),
      notAsked: of("not-asked"),
      undecided: aspects.filter(({ outcome }) => outcome === "undecided").length,
      connections: seen.connections,
      requests: seen.requests,
    },
    routes: results,
  };
}

function resultOf(plan: RoutePlan, places: readonly PlaceResult[]): RouteResult {
  const { route, name, path, notes, reason } = plan;
  const aspects = places.flatMap((place) => place.aspects);
  const missing = aspects.find(({ outcome }) => outcome === "not-asked");
  const why = reason ?? (missing === undefined ? null : `${missing.what}: ${missing.wire}`);
  const result = aspects.some(({ outcome }) => outcome === "disagrees")
    ? "disagrees"
    : why === null
      ? "agrees"
      : "not-asked";
  return {
    id: route.id,
    host: route.host,
    path: route.path,
    port: route.port,
    object: route.object,
    source: route.source,
    asked: name === null ? null : { name, path },
    result,
    reason: why,
    places,
    notes,
  };
}

function placesOf(plan: RoutePlan, seen: Seen, known: Known, catchAll: boolean): PlaceResult[] {
  const places = new Map(plan.doors.flatMap(({ places }) => places).map((place) => [place.at, place]));
  return [...places.values()].map((place) => {
    const at = place.at;
    const plainDoor = plan.doors.find((door) => !door.tls);
    const tlsDoor = plan.doors.find((door) => door.tls);
    const plain = plainDoor === undefined ? null : heard(plan, plainDoor, at, seen, catchAll);
    const tls = tlsDoor === undefined ? null : heard(plan, tlsDoor, at, seen, catchAll);
    const alive = [plain, tls].some((item) => item !== null && isAlive(item.own.connection));
    const shown = tls === null ? null : certificateOf(tls.own);
    const handshake = tls?.own.connection.state === "open" ? tls.own.connection.handshake : null;
    return {
      address: seen.address(at) ?? at,
      from: place.from,
      certificate: shown,
      protocol: handshake?.protocol ?? null,
      aspects: [
        ...plainAspects(plan, plain, alive),
        ...tlsAspects(plan, tls, alive, known),
        ...backend(plan, plain, tls),
      ],
    };
  });
}

interface Heard {
  readonly own: Conversation;
  readonly stranger: Conversation | null;
  readonly story: Story;
}

function heard({ name, path }: RoutePlan, door: Door, at: string, seen: Seen, catchAll: boolean): Heard | null {
  if (name === null || !door.places.some((place) => place.at === at)) return null;
  const own = seen.conversation(at, door, name);
  const stranger = path === null || catchAll ? null : seen.nobody(at, door);
  const asked = { name, path: path ?? "", tls: door.tls };
  return { own, stranger, story: tellStory(own, stranger, asked) };
}

function isAlive({ state }: Connection): boolean {
  return state !== "silent" && state !== "not-asked";
}

function certificateOf(conversation: Conversation | null): ShownCertificate | null {
  if (conversation?.connection.state !== "open") return null;
  return conversation.connection.handshake?.certificate ?? null;
}

/** A port without any address is told; one that has others is told there. */
function unreached(what: "http" | "https", { route, doors }: RoutePlan, tls: boolean): Aspect[] {
  const door = doors.find((item) => item.tls === tls);
  if (door === undefined || door.places.length > 0) return [];
  const wire = `no address is known for port ${door.published}`;
  return [aspect(what, route, { outcome: "not-asked", predicted: route.client[what], wire })];
}

function plainAspects(plan: RoutePlan, plain: Heard | null, alive: boolean): Aspect[] {
  const { route, path } = plan;
  if (plain === null) return unreached("http", plan, false);
  if (path === null) return [aspect("http", route, comparePort(route, plain.own.connection))];
  return [aspect("http", route, comparePlain(route, plain.story, alive))];
}

/** A port that may speak anything: only whether it takes connections can be seen. */
function comparePort({ client }: Route, connection: Connection) {
  const predicted = client.http;
  if (connection.state === "open") {
    const outcome = predicted === "refused" ? ("undecided" as const) : ("agrees" as const);
    const note = "nothing was sent, since the port may speak anything: only that it is open is seen";
    return { predicted, wire: "it takes connections", outcome, note };
  }
  const { detail } = connection;
  if (connection.state !== "closed") return { predicted, wire: detail, outcome: "not-asked" as const };
  return { predicted, wire: detail, outcome: predicted === "refused" ? ("agrees" as const) : ("disagrees" as const) };
}

function tlsAspects(plan: RoutePlan, heardTls: Heard | null, alive: boolean, known: Known): Aspect[] {
  const { route, path } = plan;
  if (heardTls === null) return unreached("https", plan, true);
  const { own, stranger, story } = heardTls;
  const shown = certificateOf(own);
  const strangers = certificateOf(stranger);
  const tls: Tls = {
    connection: own.connection,
    reply: path === null ? null : (own.replies.get(path) ?? null),
    story,
    strangersCertificate: shown !== null && shown.fingerprint === strangers?.fingerprint,
  };
  const certificate = compareCertificate(route, shown, strangers, known.certificates);
  const demand = compareDemand(route, tls);
  return [
    aspect("https", route, compareTls(route, tls, alive)),
    ...(certificate === null ? [] : [aspect("certificate", route, certificate)]),
    ...(demand === null ? [] : [aspect("client certificate", route, demand)]),
  ];
}

function backend({ route, path }: RoutePlan, plain: Heard | null, tls: Heard | null): Aspect[] {
  if (path === null) return [];
  const draft = compareBackend(route, plain?.story ?? null, tls?.story ?? null);
  return draft === null ? [] : [aspect("backend", route, draft)];
}

/**
 * Several routes may have one host and path and differ in what no request of ours holds (headers, methods, clients): what
 * one of them predicts is no disagreement of the others.
 */
function explained(
  route: Route,
  places: readonly PlaceResult[],
  all: readonly { readonly plan: RoutePlan; readonly places: readonly PlaceResult[] }[],
): readonly PlaceResult[] {
  const twins = all.filter(({ plan: { route: other } }) => isTwin(other, route));
  if (twins.length === 0) return places;
  return places.map((place) => ({
    ...place,
    aspects: place.aspects.map((own) => {
      if (own.outcome !== "disagrees") return own;
      const right = twins.find((twin) =>
        twin.places.some(
          ({ address, aspects }) =>
            address === place.address && aspects.some(({ what, outcome }) => what === own.what && outcome === "agrees"),
        ),
      );
      if (right === undefined) return own;
      const note = `another route with this host and path predicts what was seen: ${right.plan.route.id}`;
      return { ...own, outcome: "undecided" as const, note };
    }),
  }));
}

function isTwin(other: Route, route: Route): boolean {
  return other.id !== route.id && other.host === route.host && other.path === route.path && other.port === route.port;
}
