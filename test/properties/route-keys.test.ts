import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RouteKeyAccess } from "../../src/access/keys/key-access.ts";
import { isBroad } from "../../src/access/readers/expected.ts";
import { describeSubject } from "../../src/access/readers/reader.ts";
import { SecretReaders } from "../../src/access/readers/readers.ts";
import { doors } from "../../src/audit.ts";
import type { Reader } from "../../src/model/report.ts";
import { binding, clusterRole, inventoryOf } from "../access/support.ts";
import { rbacWorlds } from "../support/rbac-worlds.ts";

const KEYS = [
  { namespace: "shop", name: "web-tls" },
  { namespace: "shop", name: "api-tls" },
  { namespace: "pay", name: "web-tls" },
];
const SECRETS = KEYS.map((metadata) => ({ apiVersion: "v1", kind: "Secret", metadata, type: "kubernetes.io/tls" }));

const SUBJECTS = [
  "Group system:authenticated",
  "Group system:serviceaccounts",
  "Group system:serviceaccounts:pay",
  "User system:anonymous",
  "ServiceAccount pay/default",
  "ServiceAccount ci/deployer",
  "ServiceAccount shop/app",
  "Group developers",
] as const;
const RIGHTS = [
  { apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] },
  { apiGroups: [""], resources: ["secrets"], verbs: ["patch"], resourceNames: ["web-tls"] },
  { apiGroups: [""], resources: ["secrets"], verbs: ["list", "deletecollection"], resourceNames: [""] },
  { apiGroups: [""], resources: ["secrets"], verbs: ["create", "update"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["create"] },
  { apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] },
  { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
] as const;

/** Roles of some rights, each bound to some of whom there may be something to say. */
const grants = fc
  .array(
    fc.record({
      rights: fc.uniqueArray(fc.constantFrom(...RIGHTS), { minLength: 1, maxLength: 2 }),
      subjects: fc.uniqueArray(fc.constantFrom(...SUBJECTS), { minLength: 1, maxLength: 3 }),
      namespace: fc.constantFrom(null, "shop", "pay", "edge"),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((made) =>
    made.flatMap(({ rights, subjects, namespace }, index) => [
      clusterRole(`given-${index}`, rights),
      binding(`given-${index}`, namespace, `ClusterRole given-${index}`, subjects),
    ]),
  );
const worlds = fc.tuple(rbacWorlds, grants).map(([world, given]) => [...world, ...given]);

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
      fc.property(worlds, (world) => {
        const inventory = inventoryOf([...SECRETS, ...world]);
        const readers = new SecretReaders(inventory, { doors: doors(inventory) });
        const access = new RouteKeyAccess(
          inventory,
          () => KEYS,
          () => doors(inventory),
        );
        for (const direct of [true, false]) {
          const listed = KEYS.flatMap((key) => told(readers.of(key), `${key.namespace}/${key.name}`, direct));
          const found = access.grants
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
      fc.property(worlds, (world) => {
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
