import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { certificatesIn } from "../../src/certificates/read-entry.ts";
import { vouching } from "../../src/certificates/vouching.ts";
import type { Verifier } from "../../src/model/trust.ts";
import { type Issued, issue } from "../support/certificates.ts";
import { pemOf } from "../support/chains.ts";

const NAME = "app.shop.svc";
const FACT = { text: "", reference: "", basis: "measured" } as const;

/** Node's own TLS, which is OpenSSL: whether a client that trusts the bundle takes the chain. */
function isTaken(sent: readonly Issued[], bundle: readonly Issued[], partial: boolean): Promise<boolean> {
  const pod = createServer({ cert: pemOf(sent), key: sent[0]?.key ?? "" }, (socket) => {
    socket.on("error", () => undefined);
    socket.end();
  });
  pod.on("tlsClientError", () => undefined);
  return new Promise<boolean>((answered) => {
    pod.listen(0, "127.0.0.1", () => {
      const options = {
        port: (pod.address() as AddressInfo).port,
        ca: bundle.map(({ certificate }) => certificate),
        servername: NAME,
        allowPartialTrustChain: partial,
      };
      const socket = connect(options, () => answered(socket.authorized));
      socket.on("error", () => answered(false));
    });
  }).finally(() => pod.close());
}

/** Authorities below each other, some of them over, some of one name; a leaf of one, and who is sent and trusted. */
const worlds = fc.record({
  authorities: fc.array(
    fc.record({ name: fc.nat(2), by: fc.nat(4), isRoot: fc.boolean(), isOver: fc.integer({ min: 0, max: 5 }) }),
    { minLength: 1, maxLength: 5 },
  ),
  by: fc.nat(4),
  isNamed: fc.boolean(),
  isOver: fc.integer({ min: 0, max: 5 }),
  sent: fc.array(fc.nat(4), { maxLength: 4 }),
  bundle: fc.array(fc.nat(4), { minLength: 1, maxLength: 3 }),
  partial: fc.boolean(),
});

function reaches(above: ReadonlyMap<number, ReadonlySet<number>>, from: number, to: number, steps = 3): boolean {
  const next = [...(above.get(from) ?? [])];
  return next.includes(to) || (steps > 0 && next.some((name) => reaches(above, name, to, steps - 1)));
}

const OVER = { from: "20240101", to: "20260101" } as const;

describe("whether a CA bundle vouches for a certificate", () => {
  it("is never said otherwise than OpenSSL says it", async () => {
    const counts = { vouched: 0, refused: 0, silent: 0 };
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const made: Issued[] = [];
        const above = new Map<number, Set<number>>();
        for (const { name, by, isRoot, isOver } of world.authorities) {
          const place = by % Math.max(1, made.length);
          const issuer = isRoot ? undefined : made[place];
          const named = world.authorities[place]?.name ?? name;
          if (issuer !== undefined && named !== name) above.set(name, (above.get(name) ?? new Set()).add(named));
          const signed = issuer === undefined ? {} : { by: issuer };
          made.push(issue({ cn: `CA ${name}`, ca: true, ...signed, ...(isOver === 0 ? OVER : {}) }));
        }
        // Node itself walks up the issuers of what it was shown by their names, round and round for ever.
        fc.pre(![...above.keys()].some((name) => reaches(above, name, name)));
        const pick = (index: number): Issued => made[index % made.length] as Issued;
        const leaf = issue({
          names: [world.isNamed ? NAME : "other.shop.svc"],
          by: pick(world.by),
          ...(world.isOver === 0 ? OVER : {}),
        });
        const sent = [leaf, ...world.sent.map(pick)];
        const bundle = world.bundle.map(pick);
        const verifier: Verifier = {
          anchors: world.partial ? "any" : "root",
          commonName: true,
          intermediates: null,
          status: 502,
          fact: FACT,
        };
        const question = { sent: certificatesIn(pemOf(sent)), trusted: certificatesIn(pemOf(bundle)), names: [NAME] };
        const said = vouching({ ...question, whole: true, verifier, now: Date.now() });
        counts[said === null ? "silent" : said.vouched ? "vouched" : "refused"]++;
        const taken = await isTaken(sent, bundle, world.partial);
        expect(said?.vouched ?? taken).toBe(taken);
      }),
      { numRuns: 150, interruptAfterTimeLimit: 15_000 },
    );
    expect(Math.min(counts.vouched, counts.refused)).toBeGreaterThan(0);
    expect(counts.silent).toBeLessThan(counts.vouched + counts.refused);
  });
});
