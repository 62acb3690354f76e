import type { Connection, Conversation, Question, Reply, RoutePlan } from "./contract.ts";
import { nobody } from "./names.ts";

/** The outside, handed in: what connects, what time it is. */
export interface Transport {
  /** Addresses of a name, the preferred first. */
  lookup(name: string): Promise<readonly string[]>;
  /**
   * Connects once (again only where the server ended the connection) and asks path after path.
   * @param pace called before every connection and request; false: send nothing more
   */
  converse(question: Question, pace: Pace): Promise<Conversation>;
  /** Milliseconds from any beginning. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** Waits for its turn. @returns false when the time is up */
export type Pace = (kind: "connection" | "request") => Promise<boolean>;

export interface AskOptions {
  readonly concurrency: number;
  /** Connections and requests a second. */
  readonly rate: number;
  /** Milliseconds for everything. */
  readonly timeLimit: number;
  readonly label: string;
}

/** What was seen, by address, port and name. */
export interface Seen {
  /** null where there is nothing to say: no address, a port that was not asked. */
  conversation(at: string, door: { readonly port: number; readonly tls: boolean }, name: string): Conversation;
  /** The same for a name that no route has. */
  nobody(at: string, door: { readonly port: number; readonly tls: boolean }): Conversation;
  /** The IP address of a place. */
  address(at: string): string | null;
  readonly connections: number;
  readonly requests: number;
}

/** Asks every question of some plans, each address, port and name once. */
export async function ask(plans: readonly RoutePlan[], transport: Transport, options: AskOptions): Promise<Seen> {
  const counts = { connection: 0, request: 0 };
  const pace = pacer(transport, options, counts);
  const names = [...new Set(plans.flatMap(({ doors }) => doors.flatMap(({ places }) => places.map(({ at }) => at))))];
  const addresses = new Map<string, readonly string[] | string>();
  await inTurn(names, options.concurrency, async (name) => {
    addresses.set(name, await addressOf(name, transport));
  });
  const first = (at: string): string | null => {
    const found = addresses.get(at);
    return Array.isArray(found) ? (found[0] ?? null) : null;
  };
  const questions = inPoliteOrder(questionsOf(plans, first, nobody(options.label)));
  const found = new Map<string, Conversation>();
  await inTurn(questions, options.concurrency, async (question) => {
    found.set(keyOf(question), await transport.converse(question, pace));
  });
  const conversation: Seen["conversation"] = (at, door, name) => {
    const address = first(at);
    if (address === null) return unasked(String(addresses.get(at) ?? "no address"));
    return found.get(keyOf({ address, ...door, name })) ?? unasked("not asked");
  };
  return {
    conversation,
    nobody: (at, door) => conversation(at, door, nobody(options.label)),
    address: first,
    connections: counts.connection,
    requests: counts.request,
  };
}

function keyOf({ address, port, tls, name }: Omit<Question, "paths">): string {
  return `${address}|${port}|${tls ? "tls" : "plain"}|${name}`;
}

/** Addresses, or why there are none. */
async function addressOf(name: string, transport: Transport): Promise<readonly string[] | string> {
  try {
    const found = await transport.lookup(name);
    return found.length === 0 ? `${name} has no address` : found;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "it failed";
    return `the look-up of ${name} gave no address (${code})`;
  }
}

function unasked(detail: string): Conversation {
  const connection: Connection = { state: "not-asked", detail };
  return { connection, replies: new Map<string, Reply>() };
}

/** Of each address, port and name one question with all its paths; each port of HTTP is asked for a stranger first. */
function questionsOf(
  plans: readonly RoutePlan[],
  addressOf: (at: string) => string | null,
  stranger: string,
): Question[] {
  const found = new Map<string, Question & { paths: string[] }>();
  const add = (question: Omit<Question, "paths">, path: string | null): void => {
    const key = keyOf(question);
    const known = found.get(key) ?? { ...question, paths: [] };
    found.set(key, known);
    if (path !== null && !known.paths.includes(path)) known.paths.push(path);
  };
  for (const { name, path, doors } of plans) {
    for (const { port, tls, places } of doors) {
      for (const { at } of places) {
        const address = addressOf(at);
        if (address === null || name === null) continue;
        if (path !== null) add({ address, port, tls, name: stranger }, "/");
        add({ address, port, tls, name }, path);
      }
    }
  }
  return [...found.values()];
}

/** Address after address in turn, so that none gets all its questions at once. */
function inPoliteOrder(questions: readonly Question[]): Question[] {
  const queues = [...Map.groupBy(questions, ({ address, port }) => `${address}|${port}`).values()];
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => queues.flatMap((queue) => queue[index] ?? [])).flat();
}

/** Runs a job for each item, so many at a time, in order. */
async function inTurn<Item>(
  items: readonly Item[],
  concurrency: number,
  job: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await job(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
}

function pacer(
  transport: Transport,
  { rate, timeLimit }: AskOptions,
  counts: Record<"connection" | "request", number>,
): Pace {
  const end = transport.now() + timeLimit;
  let next = transport.now();
  return async (kind) => {
    const now = transport.now();
    const turn = Math.max(now, next);
    if (turn >= end) return false;
    next = turn + 1000 / rate;
    if (turn > now) await transport.sleep(turn - now);
    counts[kind] += 1;
    return true;
  };
}
