import type { Front } from "./controllers/controller.ts";
import type { Protection } from "../src/model/words.ts";
import { type Arrival, type Backend, type Variant, VARIANTS } from "./world/backend.ts";
import { ask, type Reply } from "./world/client.ts";
import type { Pair } from "./world/keys.ts";
import { pause } from "./world/process.ts";

/** One (host, path) to be asked for. */
export interface Target {
  readonly host: string;
  readonly path: string;
}

/** What a client gets on one port, in clear or with TLS. */
export interface Cell {
  readonly port: number;
  readonly tls: boolean;
  /**
   * `guarded`: a middleware wants a password or another address first; the route is there. `answers`: the controller says
   * yes by itself, and asks nobody.
   */
  readonly answer: "serves" | "answers" | "redirects" | "passthrough" | "guarded" | "broken" | "refused";
  readonly status: number | null;
  readonly location: string | null;
  readonly fingerprint: string | null;
  readonly clientCertificate: "none" | "optional" | "required";
  readonly error: string | null;
}

/** What a Service's backend saw, and what the hop to it demands. */
export interface ObservedHop {
  readonly service: string;
  readonly protection: Protection;
  readonly accepted: readonly Variant[];
  readonly serverName: string | null;
}

export interface Observation {
  readonly target: Target;
  readonly cells: readonly Cell[];
  /** The cell whose requests were followed behind the controller; null where none gets there. */
  readonly via: string | null;
  readonly hops: readonly ObservedHop[];
  /** The status that clients get where no certificate of the backend is accepted. */
  readonly brokenStatus: number | null;
}

export interface Observer {
  readonly fronts: readonly Front[];
  readonly backend: Backend;
  readonly client: Pair;
  /** How often each certificate is tried: more than once where requests are spread over several Services. */
  readonly turns: number;
  /** Statuses by which the controller refuses everybody. */
  readonly refusals: readonly number[];
  /** How long after the client's answer the pods may still see something, in milliseconds. */
  readonly patience: number;
}

export function cellName({ port, tls }: Pick<Cell, "port" | "tls">): string {
  return `${port}/${tls ? "tls" : "plain"}`;
}

const ROUNDS_APART = 400;
const MOST_ROUNDS = 20;

/** Asks every cell until two rounds agree, then follows each target behind the controller with every certificate. */
export async function observe(observer: Observer, targets: readonly Target[]): Promise<Observation[]> {
  observer.backend.show("good");
  let before = "";
  let rounds: (readonly Cell[])[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    rounds = [];
    for (const target of targets) rounds.push(await cellsOf(observer, target));
    const now = JSON.stringify(rounds);
    if (now === before) break;
    before = now;
    await pause(ROUNDS_APART);
  }
  const found: Observation[] = [];
  const ways = targets.map((target, index) => ({ target, via: wayIn(rounds[index] ?? []) }));
  for (const [index, { target, via }] of ways.entries()) {
    const others = ways.filter((way) => way.target !== target);
    found.push(await follow(observer, { target, via }, rounds[index] ?? [], others));
  }
  return found;
}

async function cellsOf(observer: Observer, target: Target): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const { published, actual } of observer.fronts) {
    for (const tls of [false, true]) cells.push(await cell(observer, target, published, actual, tls));
  }
  return cells;
}

async function cell(
  { backend, client, refusals, patience }: Observer,
  { host, path }: Target,
  published: number,
  actual: number,
  tls: boolean,
): Promise<Cell> {
  backend.take();
  const question = { port: actual, tls, host, path };
  const bare = await ask(question);
  const asked = tls && bare.asksCertificate;
  const closed = bare.status === null && bare.error !== null;
  // Some say no by an answer.
  const turned = closed || bare.status === 400 || bare.status === 403;
  const withCertificate = asked || (tls && closed) ? await ask({ ...question, certificate: client }) : null;
  const better = withCertificate?.status != null && withCertificate.status !== bare.status;
  const demands = asked && turned && better;
  const reply = demands && withCertificate !== null ? withCertificate : bare;
  await pause(patience);
  const reached = backend.take().some((item) => item.request || item.tls);
  return {
    port: published,
    tls,
    answer: answerOf(reply, reached, tls, backend, refusals),
    status: reply.status,
    location: reply.location,
    fingerprint: reply.fingerprint,
    clientCertificate: demands ? "required" : asked ? "optional" : "none",
    error: reply.error,
  };
}

function answerOf(
  reply: Reply,
  reached: boolean,
  tls: boolean,
  backend: Backend,
  refusals: readonly number[],
): Cell["answer"] {
  if (tls && reply.fingerprint !== null && backend.fingerprints.has(reply.fingerprint)) return "passthrough";
  const { status, location } = reply;
  if (status !== null && status >= 300 && status < 400 && location !== null) return "redirects";
  if (status !== null && refusals.includes(status)) return "refused";
  if (status === 401 || status === 403) return "guarded";
  // What it answers by itself is an answer too.
  if (status !== null && (status < 300 || (reached && status < 400))) return "serves";
  if (status !== null && (reached || [500, 502, 504].includes(status))) return "broken";
  if (reached && reply.fingerprint !== null) return "broken";
  if (status !== null && status < 300) return "answers";
  return "refused";
}

/** Where a backend is reached by several ways, HTTPS on its usual port tells most. */
const BEST_FIRST = ["443/tls", "443/plain", "80/tls", "80/plain"];

/** A target, and the cell through which its requests get behind the controller; null where none does. */
interface Way {
  readonly target: Target;
  readonly via: Cell | null;
}

function wayIn(cells: readonly Cell[]): Cell | null {
  const open = cells.filter(({ answer }) => answer === "serves" || answer === "passthrough" || answer === "broken");
  const rank = (cell: Cell): number => {
    const place = BEST_FIRST.indexOf(cellName(cell));
    return place < 0 ? BEST_FIRST.length + (cell.tls ? 0 : 1) : place;
  };
  return open.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

async function follow(
  observer: Observer,
  { target, via }: Way,
  cells: readonly Cell[],
  others: readonly Way[],
): Promise<Observation> {
  if (via === null) return { target, cells, via: null, hops: [], brokenStatus: null };
  if (via.answer === "passthrough") {
    const services = await servicesBehind(observer, target, via);
    const hops = services.map((service) => ({
      service,
      protection: "passthrough" as const,
      accepted: [],
      serverName: null,
    }));
    return { target, cells, via: cellName(via), hops, brokenStatus: null };
  }
  const seen = new Map<Variant, readonly Arrival[]>();
  const statuses = new Map<Variant, number | null>();
  for (const variant of VARIANTS) {
    observer.backend.show(variant);
    if (observer.backend.keepsConnections) await warm(observer, others);
    const arrivals: Arrival[] = [];
    for (let turn = 0; turn < observer.turns; turn++) {
      const reply = await askVia(observer, target, via);
      await pause(observer.patience);
      arrivals.push(...observer.backend.take());
      statuses.set(variant, reply.status);
    }
    seen.set(variant, arrivals);
    // Clear text does not depend on the certificate.
    if (variant === "good" && arrivals.every((item) => !item.tls) && statuses.get("good") === 200) break;
  }
  observer.backend.show("good");
  const services = new Set([...seen.values()].flat().map((item) => item.services.join(",")));
  const hops = [...services].sort().map((service) => hopOf(service, seen));
  return { target, cells, via: cellName(via), hops, brokenStatus: statuses.get("good") ?? null };
}

/** Where connections are kept, those of other routes are there for this one to ride on. */
async function warm(observer: Observer, others: readonly Way[]): Promise<void> {
  for (const { target, via } of others) if (via !== null) await askVia(observer, target, via);
  await pause(observer.patience);
  observer.backend.take();
}

async function servicesBehind(observer: Observer, target: Target, via: Cell): Promise<string[]> {
  observer.backend.show("good");
  await askVia(observer, target, via);
  await pause(observer.patience);
  return [...new Set(observer.backend.take().map((item) => item.services.join(",")))];
}

function askVia({ fronts, client }: Observer, { host, path }: Target, via: Cell): Promise<Reply> {
  const port = fronts.find((front) => front.published === via.port)?.actual ?? via.port;
  const certificate = via.clientCertificate === "none" ? {} : { certificate: client };
  return ask({ port, tls: via.tls, host, path, ...certificate });
}

function hopOf(service: string, seen: ReadonlyMap<Variant, readonly Arrival[]>): ObservedHop {
  const of = (variant: Variant): readonly Arrival[] =>
    (seen.get(variant) ?? []).filter((item) => item.services.join(",") === service);
  const all = [...seen.keys()].flatMap(of);
  const serverName = all.find((item) => item.serverName !== null)?.serverName ?? null;
  if (all.some((item) => !item.tls && item.request))
    return { service, protection: "plaintext", accepted: [], serverName };
  const accepted = [...seen.keys()].filter((variant) => of(variant).some((item) => item.request));
  const presented = all.some((item) => item.clientCertificate);
  return { service, protection: protectionOf(accepted, presented), accepted, serverName };
}

/** What the accepted certificates say about the hop's demands. */
function protectionOf(accepted: readonly Variant[], presented: boolean): Protection {
  if (accepted.length === 0) return "broken";
  if (accepted.includes("rogue")) return "tls-unverified";
  if (accepted.includes("wrong-name") || accepted.includes("system-wrong-name")) return "tls-chain";
  return presented ? "mtls" : "tls-verified";
}
