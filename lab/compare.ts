import { isDeepStrictEqual } from "node:util";
import { placeOf } from "../src/model/evidence.ts";
import { list, text } from "../src/model/read.ts";
import type { Hop, Report, Route } from "../src/model/report.ts";
import type { Agreed } from "./results.ts";
import { type Cell, cellName, type Observation, type ObservedHop, type Target } from "./observe.ts";

/** A host that stands for every name that a pattern or a rule without a host covers. */
export function targetOf(
  { host, path, pathType }: Pick<Route, "host" | "path" | "pathType">,
  { anyName }: Pick<Terms, "anyName">,
): Target {
  const name = host === "*" ? anyName : host.startsWith("*.") ? `any${host.slice(1)}` : sample(host);
  const asked = pathType === "Regex" ? sample(path) : path;
  // No client can ask for a path without a slash.
  return { host: name, path: asked.startsWith("/") ? asked : `/${asked}` };
}

/** Something that a regular expression of a rule matches, as far as rules go: the first of alternatives, one of each repetition. */
function sample(pattern: string): string {
  if (!/[\\^$()[\]{}|+?]/.test(pattern)) return pattern;
  return pattern
    .replace(/^\(\?i\)/, "")
    .replaceAll(/\{[^}:]*:([^}]*)\}/g, "$1")
    .replaceAll(/\(([^()|]*)\|[^()]*\)/g, "$1")
    .replaceAll(/\[\^?([^\]])[^\]]*\][+*]?/g, "$1")
    .replaceAll(/\.[+*]/g, "any")
    .replaceAll(/[\^$()?]/g, "")
    .replaceAll(/\\(.)/g, "$1");
}

export interface Disagreement {
  readonly route: string;
  readonly what: string;
  readonly lasthop: string;
  readonly wire: string;
}

/** What the comparison needs to know beside the two stories. */
export interface Terms {
  /** `namespace/name` of Secrets by the fingerprint of their certificate. */
  readonly secrets: ReadonlyMap<string, string>;
  /** What is asked for where a route is for any host. */
  readonly anyName: string;
  /** The names that the case says its pods have; null where they have whatever is asked for. */
  readonly podNames: readonly string[] | null;
  /** Clients who always get an error, since no certificate of the pods is accepted, count as refused. */
  readonly refusesForDead: boolean;
}

/** Asked for where nothing better is known. */
export const NO_NAME = "nobody.invalid";

export interface Comparison {
  readonly disagreements: readonly Disagreement[];
  readonly agreed: Agreed;
}

/** Every route of the report against what was seen for its host and path. */
export function compare(report: Report, observations: readonly Observation[], terms: Terms): Comparison {
  const verdicts = report.routes.flatMap((route) => {
    const target = targetOf(route, terms);
    const seen = observations.find((item) => item.target.host === target.host && item.target.path === target.path);
    if (seen === undefined) return [];
    // Who got requests may be told of by any record of their host and path.
    const same = report.routes.filter((other) => isDeepStrictEqual(targetOf(other, terms), target));
    return compareRoute(route, seen, terms, { twins: twinsOf(route, report), told: same.flatMap(({ hops }) => hops) });
  });
  const seenRoutes = report.routes.filter((route) => {
    const target = targetOf(route, terms);
    return observations.some((item) => item.target.host === target.host && item.target.path === target.path);
  });
  const facts = new Set(seenRoutes.flatMap(({ hops }) => hops.flatMap((hop) => hop.evidence.map((item) => item.fact))));
  const confirmed: Record<string, number> = {};
  for (const { what, lasthop, wire } of verdicts) {
    if (lasthop !== wire) continue;
    // The same cell, told apart for the page alone.
    const counted = what === "http" && lasthop.startsWith("redirects") ? "redirect" : what;
    confirmed[counted] = (confirmed[counted] ?? 0) + 1;
  }
  return {
    disagreements: verdicts.filter(({ lasthop, wire }) => lasthop !== wire),
    agreed: { confirmed, facts: [...facts].sort() },
  };
}

/** Other records of the same declaration: what clients get who send no server name, which the lab's always do. */
function twinsOf(route: Route, { routes }: Report): Route[] {
  const { object, host, path, port } = route;
  return routes.filter(
    (other) =>
      other !== route &&
      other.host === host &&
      other.path === path &&
      other.port === port &&
      isDeepStrictEqual(other.object, object),
  );
}

/** Both words for each verdict of a route that the wire could tell of. */
function compareRoute(
  route: Route,
  whole: Observation,
  terms: Terms,
  { twins, told }: { readonly twins: readonly Route[]; readonly told: readonly Hop[] },
): Disagreement[] {
  const seen = ofRecord(route, whole);
  const found: Disagreement[] = [];
  const differ = (what: string, lasthop: string, wire: string): void => {
    found.push({ route: `${route.host}${route.path}`, what, lasthop, wire });
  };
  const { client } = route;
  const plain = cellAt(seen, route.port ?? 80, false);
  const tls = cellAt(seen, route.port ?? 443, true);
  const http = client.http === "redirects" ? `redirects(${client.redirectStatus})` : client.http;
  const refusesPods = route.hops.some((hop) => failsNames(hop, terms));
  const dead = terms.refusesForDead && isDead(seen) && !refusesPods;
  differ("http", http, dead && plain?.answer === "broken" ? "refused" : plainWord(plain));
  const https = dead && tls?.answer === "broken" ? "refused" : tlsWord(tls);
  differ("https", client.https, https);
  if (tls !== undefined && client.https === "terminates" && https === "terminates") {
    // A route for any host, or for an expression, shows what the name asks for; only a name of its own tells.
    const expression = /[^\w.*-]/.test(route.host);
    const known = route.host !== "*" || (terms.anyName !== NO_NAME && client.certificate.kind === "secret");
    const shown = shownWord(tls, terms);
    const forOthers = twins.some((twin) => certificateWord(twin) === shown);
    if (known && !expression && !forOthers) differ("certificate", certificateWord(route), shown);
    differ("client certificate", client.clientCertificate, tls.clientCertificate);
  }
  const backends = route.hops.filter((hop) => hop.role === "backend" || hop.role === "default-backend");
  const status = statusSaid(backends);
  const shown = [tls, plain].find((cell) => cell?.status != null)?.status;
  if (status !== null && shown != null && client.http !== "redirects") differ("status", String(status), String(shown));
  if (seen.via === null) {
    if (!seen.cells.some(({ answer }) => ["redirects", "guarded", "answers"].includes(answer))) {
      const wanted = backends.find((hop) => hop.protection !== "broken");
      // Where no client gets in, nothing can be seen of what would be behind.
      if (wanted !== undefined && (client.http === "serves" || client.https !== "refused")) {
        differ("backend", wanted.protection, "broken");
      }
    }
    return found;
  }
  for (const hop of backends) {
    const met = hopSeen(hop, seen);
    differ("backend", failsNames(hop, terms) ? "broken" : hop.protection, met);
  }
  for (const hop of route.hops.filter((item) => ["auth", "mirror", "errors"].includes(item.role))) {
    const met = ofService(hop, seen.hops);
    // Only a mirror is asked each time, where there is somebody to ask.
    const isAsked = hop.role === "mirror" && hop.protection !== "broken";
    if (met !== undefined || isAsked) differ(hop.role, hop.protection, met?.protection ?? "unseen");
  }
  for (const { service, protection } of seen.hops) {
    if (!told.some((hop) => ofService(hop, [{ service }]) !== undefined))
      differ("untold", "nobody", `${protection} to ${service}`);
  }
  return found;
}

/** What another port does is told of by a record of its own: where this one's are closed, nothing is behind them. */
function ofRecord({ port }: Route, seen: Observation): Observation {
  const own = [cellAt(seen, port ?? 80, false), cellAt(seen, port ?? 443, true)];
  const isClosed = own.every((cell) => cell === undefined || (cell.answer === "refused" && cell.status === null));
  return isClosed && port !== undefined ? { ...seen, via: null, hops: [] } : seen;
}

/** What every request gets, where none gets through; null where some do, or nothing is said. */
function statusSaid(backends: readonly Hop[]): number | null {
  const statuses = new Set(backends.map(({ protection, status }) => (protection === "broken" ? status : null)));
  const [only = null] = statuses;
  return statuses.size === 1 ? only : null;
}

/** Requests are taken to the pods, and not one of their certificates is accepted. */
function isDead({ hops, via }: Observation): boolean {
  return via !== null && hops.every(({ protection }) => protection === "broken");
}

/** A verified hop whose names none of the pods has: lasthop sees no pods, and clients get an error. */
export function failsNames({ evidence }: Hop, { podNames }: Pick<Terms, "podNames">): boolean {
  const wanted = evidence.flatMap((item) => {
    const place = placeOf(item);
    if (place === null) return [];
    const { object, path } = place;
    switch (item.field) {
      case "spec.validation.hostname":
        return [text(object.body, ...path) ?? ""];
      case "spec.validation.subjectAltNames":
        return list(object.body, ...path).map((name) => text(name, "hostname") ?? text(name, "uri") ?? "");
      default:
        return [];
    }
  });
  return podNames !== null && wanted.length > 0 && !wanted.some((name) => podNames.includes(name));
}

function hopSeen(hop: Hop, seen: Observation): string {
  const own = ofService(hop, seen.hops);
  // A backend that none of the requests got to, while others were reached.
  if (own === undefined && hop.protection === "broken") return "broken";
  if (own === undefined) return seen.hops[0]?.protection ?? "broken";
  return own.protection;
}

function ofService<Seen extends Pick<ObservedHop, "service">>({ to }: Hop, hops: readonly Seen[]): Seen | undefined {
  return hops.find((item) => item.service.split(",").includes(`${to.namespace}/${to.name}`));
}

function cellAt({ cells }: Observation, port: number, tls: boolean): Cell | undefined {
  return cells.find((cell) => cell.port === port && cell.tls === tls);
}

function plainWord(cell: Cell | undefined): string {
  if (cell === undefined) return "refused";
  if (cell.answer === "redirects") return `redirects(${cell.status})`;
  return cell.answer === "refused" || cell.answer === "passthrough" ? "refused" : "serves";
}

/** A redirect is an answer over TLS too. */
function tlsWord(cell: Cell | undefined): string {
  if (cell === undefined || cell.answer === "refused") return "refused";
  return cell.answer === "passthrough" ? "passes-through" : "terminates";
}

function certificateWord({ client: { certificate } }: Route): string {
  return certificate.kind === "secret" ? `${certificate.namespace}/${certificate.name}` : certificate.kind;
}

function shownWord({ fingerprint }: Cell, { secrets }: Terms): string {
  return (fingerprint === null ? undefined : secrets.get(fingerprint)) ?? "controller-default";
}

/** Both stories side by side. */
export function tell(
  report: Report,
  observations: readonly Observation[],
  found: readonly Disagreement[],
  said: string,
): string {
  const lines = found.map(
    ({ route, what, lasthop, wire }) => `${route}: ${what}: lasthop says ${lasthop}, the wire ${wire}`,
  );
  for (const route of report.routes) {
    const { client, hops } = route;
    lines.push(
      `lasthop  ${route.object.kind} ${route.host}${route.path}: http ${client.http}, https ${client.https}, certificate ${certificateWord(route)}, client certificate ${client.clientCertificate}`,
      ...hops.map(
        (hop) =>
          `         ${hop.role} → ${hop.to.name}: ${hop.protection} (${hop.evidence.map((item) => item.fact).join(" ")})`,
      ),
    );
  }
  for (const { target, cells, via, hops, brokenStatus } of observations) {
    lines.push(`wire     ${target.host}${target.path}: ${cells.map(cellWord).join(", ")}`);
    for (const hop of hops) {
      lines.push(
        `         via ${via} → ${hop.service}: ${hop.protection} (accepts ${hop.accepted.join(" ") || "nothing"}, name ${hop.serverName}, status ${brokenStatus})`,
      );
    }
  }
  return [...lines, said].join("\n");
}

function cellWord(cell: Cell): string {
  const status = cell.status === null ? (cell.error ?? "") : String(cell.status);
  const asks = cell.clientCertificate === "none" ? "" : `, client certificate ${cell.clientCertificate}`;
  return `${cellName(cell)} ${cell.answer} ${status}${cell.tls ? ` [${cell.fingerprint?.slice(0, 8) ?? "no certificate"}${asks}]` : ""}`;
}
