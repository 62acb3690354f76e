import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Authorizer } from "../../src/access/authorizer.ts";
import { Rbac } from "../../src/access/rbac.ts";
import { SecretReaders } from "../../src/access/readers/readers.ts";
import { describeSubject } from "../../src/access/readers/reader.ts";
import { type AccessRequest, impersonated } from "../../src/access/request.ts";
import type { Plan } from "../../src/access/tighten/plan.ts";
import { tighten } from "../../src/access/tighten/tighten.ts";
import { wayWorlds } from "../../lab/rbac/ways-worlds.ts";
import { withQuestions } from "../support/rbac-questions.ts";
import { rbacWorlds } from "../support/rbac-worlds.ts";
import { afterPlan, coveredByLoss, keyOf, keysOf } from "../support/tightened.ts";
import { inventoryOf, type Manifest } from "../access/support.ts";

const RUNS = 150;
const SECRETS = [
  { namespace: "shop", name: "web-tls" },
  { namespace: "pay", name: "api-tls" },
];
const EXPECTED = ["system:serviceaccount:pay:app", "bob"];
const VERBS = ["get", "list", "watch", "patch", "delete", "deletecollection"] as const;

const STANDING: readonly Manifest[] = [
  ...SECRETS.map((metadata) => ({ apiVersion: "v1", kind: "Secret", metadata, type: "kubernetes.io/tls" })),
  { apiVersion: "v1", kind: "Secret", metadata: { namespace: "shop", name: "api-tls" }, type: "Opaque" },
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "edge" } },
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace: "pay", name: "app" } },
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace: "shop", name: "default" } },
  ...["pay", "shop"].map((namespace) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace, name: "app" },
    spec: { template: { spec: { serviceAccountName: "app", containers: [{ name: "app", image: "app:1" }] } } },
  })),
];

const worlds = withQuestions(rbacWorlds, { minLength: 20, maxLength: 20 });
const settings = fc.record({ aggregation: fc.boolean(), whole: fc.boolean() });

function can(authorizer: Authorizer, user: string, verb: string, secret: (typeof SECRETS)[number]): boolean {
  const name = verb === "deletecollection" ? "" : secret.name;
  const request = { kind: "resource", group: "", resource: "secrets", subresource: "", verb, name } as const;
  return authorizer.decide(impersonated(user, []), { ...request, namespace: secret.namespace }).allowed;
}

describe("a tightened world", () => {
  it("keeps the expected readers, loses the others but for those that it names, and changes nothing else", () => {
    fc.assert(
      fc.property(worlds, settings, ([world, questions], { aggregation, whole }) => {
        const objects = [...STANDING, ...world];
        const before = inventoryOf(objects).supposing(whole);
        const options = { aggregation, expect: EXPECTED };
        const plan = tighten(before, SECRETS, options);
        const left = afterPlan(objects, plan);
        const after = inventoryOf(left).supposing(whole);
        const [old, now] = [before, after].map((side) => new Authorizer(new Rbac(side, options)));
        if (old === undefined || now === undefined) return;

        expect(now.rbac.refused.length).toBe(old.rbac.refused.length);
        expect(plan.broken).toEqual([]);
        const asked = SECRETS.flatMap((secret) =>
          EXPECTED.flatMap((user) => VERBS.map((verb) => ({ secret, user, verb }))),
        );
        const could = asked.filter(({ user, verb, secret }) => can(old, user, verb, secret));
        expect(could.filter(({ user, verb, secret }) => !can(now, user, verb, secret))).toEqual([]);

        const readers = new SecretReaders(after, options);
        const named = new Set(plan.remaining.map(({ subject }) => describeSubject(subject)));
        const others = SECRETS.flatMap((secret) => readers.of(secret)).filter(({ expected }) => expected === null);
        expect(others.map(({ subject }) => describeSubject(subject)).filter((who) => !named.has(who))).toEqual([]);
        for (const { reasons } of plan.remaining) expect(reasons).not.toEqual([]);

        for (const { identity, request } of questions) {
          const [did, may] = [old, now].map((side) => side.decide(identity, request).allowed);
          if (did === may) continue;
          const told = may ? gained(plan, keysOf(identity), request) : coveredByLoss(plan, keysOf(identity), request);
          expect(told ? null : { identity, request, may }).toBe(null);
        }

        const again = tighten(after, SECRETS, options);
        expect([...again.apply, ...again.remove]).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

describe("a world with a way round", () => {
  it("has none left, and whom the way went through reads as before", () => {
    let open = 0;
    for (const { namespace, objects, rbac } of wayWorlds(150, 11)) {
      const before = inventoryOf([...objects, ...rbac]).supposing(true);
      const secrets = [{ namespace, name: "web-tls" }];
      const options = { aggregation: false, expect: [`system:serviceaccount:${namespace}:reader`] };
      const plan = tighten(before, secrets, options);
      const after = inventoryOf(afterPlan([...objects, ...rbac], plan)).supposing(true);
      const left = secrets.flatMap((secret) => new SecretReaders(after, options).of(secret));
      expect({ rbac, left: left.filter(({ expected }) => expected === null) }).toEqual({ rbac, left: [] });
      expect(left.some(({ subject, direct }) => direct && subject.name === "reader")).toBe(true);
      open += plan.readers;
    }
    expect(open).toBeGreaterThan(30);
  });
});

function gained({ gains }: Plan, keys: readonly string[], request: AccessRequest): boolean {
  return gains.some(
    ({ subject, verbs, scope, names }) =>
      request.kind === "resource" &&
      request.resource === "secrets" &&
      keys.includes(keyOf(subject)) &&
      verbs.includes(request.verb) &&
      (scope === null || scope === request.namespace) &&
      (names.length === 0 || names.includes(request.name)),
  );
}
