import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ask, type AskOptions, type Transport } from "../../src/probe/ask.ts";
import type { Conversation, Question, RoutePlan } from "../../src/probe/contract.ts";
import { routeOf } from "./routes.ts";

const OPTIONS: AskOptions = { concurrency: 4, rate: 10, timeLimit: 600_000, label: "abc" };
const DOOR = { port: 443, tls: true };

function planOf(name: string, path: string | null, at = "192.0.2.1"): RoutePlan {
  const places = [{ at, from: "--address" }];
  const doors = [
    { tls: false, published: 80, port: 80, places },
    { tls: true, published: 443, port: 443, places },
  ];
  return { route: routeOf({ host: name }), name, path, doors, reason: null, notes: [] };
}

/** A network without one, whose clock goes only where somebody waits. */
class Fake implements Transport {
  readonly asked: Question[] = [];
  readonly times: number[] = [];
  most = 0;
  #open = 0;
  #now = 0;

  async lookup(name: string): Promise<string[]> {
    if (name === "gone.example.com") throw Object.assign(new Error("no"), { code: "ENOTFOUND" });
    return name.startsWith("192.") ? [name] : ["198.51.100.7", "198.51.100.8"];
  }

  async converse(question: Question, pace: Parameters<Transport["converse"]>[1]): Promise<Conversation> {
    this.#open += 1;
    this.most = Math.max(this.most, this.#open);
    this.asked.push(question);
    const replies: Conversation["replies"] = new Map();
    let sent = await pace("connection");
    if (sent) this.times.push(this.#now);
    for (const _ of question.paths) {
      sent &&= await pace("request");
      if (sent) this.times.push(this.#now);
    }
    this.#open -= 1;
    return { connection: sent ? { state: "open", handshake: null } : { state: "not-asked", detail: "late" }, replies };
  }

  now(): number {
    return this.#now;
  }

  async sleep(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await Promise.resolve();
    this.#now = Math.max(this.#now, until);
  }
}

describe("asking", () => {
  it("connects once to each address, port and name, with all its paths", async () => {
    const fake = new Fake();
    await ask(
      [planOf("a.example.com", "/"), planOf("a.example.com", "/b"), planOf("a.example.com", "/")],
      fake,
      OPTIONS,
    );
    const own = fake.asked.filter(({ name }) => name === "a.example.com");
    expect(own).toHaveLength(2);
    expect(own.map(({ paths }) => paths)).toEqual([
      ["/", "/b"],
      ["/", "/b"],
    ]);
  });

  it("connects once where two ways lead to one address", async () => {
    const fake = new Fake();
    const plans = [planOf("a.example.com", "/", "192.0.2.1"), planOf("a.example.com", "/b", "192.0.2.1")];
    await ask(plans, fake, OPTIONS);
    expect(fake.asked.filter(({ name }) => name === "a.example.com")).toHaveLength(2);
    const named = new Fake();
    await ask(
      [planOf("a.example.com", "/", "lb.example.com"), planOf("a.example.com", "/b", "lb2.example.com")],
      named,
      OPTIONS,
    );
    expect(named.asked.filter(({ name }) => name === "a.example.com")).toHaveLength(2);
  });

  it("asks for a name that no route has, once for each port, and not where nothing is sent", async () => {
    const fake = new Fake();
    await ask([planOf("a.example.com", "/"), planOf("b.example.com", "/")], fake, OPTIONS);
    expect(fake.asked.filter(({ name }) => name === "lasthop-abc.invalid")).toHaveLength(2);
    const silent = new Fake();
    await ask([planOf("a.example.com", null)], silent, OPTIONS);
    expect(silent.asked.map(({ paths }) => paths)).toEqual([[], []]);
  });

  it("says why a name has no address", async () => {
    const seen = await ask([planOf("a.example.com", "/", "gone.example.com")], new Fake(), OPTIONS);
    expect(seen.conversation("gone.example.com", DOOR, "a.example.com").connection).toEqual({
      state: "not-asked",
      detail: "the look-up of gone.example.com gave no address (ENOTFOUND)",
    });
  });

  it("goes from address to address", async () => {
    const fake = new Fake();
    const plans = ["a", "b", "c"].flatMap((name) => [planOf(name, "/", "192.0.2.1"), planOf(name, "/", "192.0.2.2")]);
    await ask(plans, fake, { ...OPTIONS, concurrency: 1 });
    const addresses = fake.asked.map(({ address, port }) => `${address}:${port}`);
    expect(addresses.slice(0, 4)).toEqual(["192.0.2.1:80", "192.0.2.1:443", "192.0.2.2:80", "192.0.2.2:443"]);
    expect(addresses.slice(4, 8)).toEqual(addresses.slice(0, 4));
  });

  it("sends nothing more when the time is up", async () => {
    const fake = new Fake();
    const plans = Array.from({ length: 40 }, (_, index) => planOf(`h${index}.example.com`, "/"));
    const seen = await ask(plans, fake, { ...OPTIONS, timeLimit: 2000 });
    expect(seen.connections + seen.requests).toBe(20);
    expect(seen.conversation("192.0.2.1", DOOR, "h39.example.com").connection.state).toBe("not-asked");
  });

  it("holds its bounds, whatever they are", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.constantFrom("/", "/x", "/y")), { maxLength: 12 }),
        async (concurrency, rate, wanted) => {
          const fake = new Fake();
          const plans = wanted.map(([name, path]) => planOf(name, path));
          const seen = await ask(plans, fake, { ...OPTIONS, concurrency, rate, timeLimit: 1e9 });
          expect(fake.most).toBeLessThanOrEqual(concurrency);
          expect(seen.connections + seen.requests).toBe(fake.times.length);
          const span = (fake.times.length - 1) * (1000 / rate);
          expect(Math.max(0, ...fake.times)).toBeGreaterThanOrEqual(Math.max(0, span - 0.01));
          const keys = fake.asked.map(({ address, port, name }) => `${address} ${port} ${name}`);
          expect(new Set(keys).size).toBe(keys.length);
        },
      ),
    );
  });
});
