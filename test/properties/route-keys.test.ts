import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RouteKeyAccess } from "../../src/access/keys/key-access.ts";
import { isBroad } from "../../src/access/readers/expected.ts";
import { describeSubject } from "../../src/access/readers/reader.ts";
import { SecretReaders } from "../../src/access/readers/readers.ts";
import { doors } from "../../src/audit.ts";
import type { Reader } from "../../src/model/report.ts";
import { inventoryOf } from "../access/support.ts";
import { rbacWorlds } from "../support/rbac-worlds.ts";

const KEYS = [
  { namespace: "shop", name: "web-tls" },
  { namespace: "shop", name: "api-tls" },
  { namespace: "pay", name: "web-tls" },
];
const SECRETS = KEYS.map((metadata) => ({ apiVersion: "v1", kind: "Secret", metadata, type: "kubernetes.io/tls" }));

function isAnyone({ subject: { kind, name } }: Reader): boolean {
  return kind !== "ServiceAccount" && isBroad(name);
}

/** `Group x reads shop/web-tls` of whom a report says that nearly everybody is in it. */
function told(readers: readonly Reader[], key: string, direct: boolean): string[] {
  return readers
    .filter((reader) => reader.direct === direct && reader.expected === null && reader.unsettled !== true)
    .filter(isAnyone)
    .map(({ subject }) => `${describeSubject(subject)} ${key}`);
}

describe("for any roles and bindings, what an audit says of the keys of routes", () => {
  it("of groups that nearly everybody is in, is what who-can-read says", () => {
    fc.assert(
      fc.property(rbacWorlds, (world) => {
        const inventory = inventoryOf([...SECRETS, ...world]);
        const readers = new SecretReaders(inventory, { doors: doors(inventory) });
        const { grants } = new RouteKeyAccess(
          inventory,
          () => KEYS,
          () => doors(inventory),
        );
        for (const direct of [true, false]) {
          const listed = KEYS.flatMap((key) => told(readers.of(key), `${key.namespace}/${key.name}`, direct));
          const found = grants
            .filter(({ who, how }) => who === "anyone" && (how === null) === direct)
            .flatMap(({ subject, keys }) =>
              keys.map(({ namespace, name }) => `${describeSubject(subject)} ${namespace}/${name}`),
            );
          expect([...new Set(found)].sort()).toEqual(listed.sort());
        }
      }),
      { numRuns: 150 },
    );
  });

  it("of ServiceAccounts, names only those that can ask for every key that it counts", () => {
    fc.assert(
      fc.property(rbacWorlds, (world) => {
        const inventory = inventoryOf([...SECRETS, ...world]);
        const readers = new SecretReaders(inventory);
        for (const { who, subject, keys, verbs } of new RouteKeyAccess(
          inventory,
          () => KEYS,
          () => [],
        ).grants) {
          if (who !== "account") continue;
          for (const key of keys) {
            const own = readers.of(key).find((reader) => describeSubject(reader.subject) === describeSubject(subject));
            expect(own).toMatchObject({ direct: true, expected: null });
            expect(own?.verbs).toEqual(expect.arrayContaining([...verbs]));
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
