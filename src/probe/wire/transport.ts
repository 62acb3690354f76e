import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Transport } from "../ask.ts";
import { converse } from "./converse.ts";

export interface WireOptions {
  /** Milliseconds for a look-up, for a connection with its handshake, and for each answer. */
  readonly timeout: number;
  /** The value of the header User-Agent. */
  readonly agent: string;
}

/** The real network. This folder is the only place of the program that connects to a route. */
export function wire(options: WireOptions): Transport {
  return {
    lookup: (name) => addressesOf(name, options.timeout),
    converse: (question, pace) => converse(question, pace, options),
    now: () => performance.now(),
    sleep: async (milliseconds) => {
      await wait(milliseconds);
    },
  };
}

async function addressesOf(name: string, timeout: number): Promise<string[]> {
  if (isIP(name) !== 0) return [name];
  const late = new AbortController();
  try {
    return await Promise.race([
      lookup(name, { all: true, order: "ipv4first" }).then((found) => found.map(({ address }) => address)),
      wait(timeout, [], { signal: late.signal, ref: false }),
    ]);
  } finally {
    late.abort();
  }
}
