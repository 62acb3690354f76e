import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { Authorizer } from "../../src/access/authorizer.ts";
import { Rbac } from "../../src/access/rbac.ts";
import { SecretReaders } from "../../src/access/readers/readers.ts";
import { sameSubject } from "../../src/access/readers/subject.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { KubeObject } from "../../src/model/objects.ts";
import type { Reader } from "../../src/model/report.ts";
import { withQuestions } from "../support/rbac-questions.ts";
import { rbacWorlds, type Question } from "../support/rbac-worlds.ts";

type Manifest = Readonly<Record<string, unknown>>;

function fromYaml(manifests: readonly Manifest[]): readonly KubeObject[] {
  return readText(manifests.map((manifest) => dump(manifest, { noRefs: true })).join("---\n"), "world.yaml").objects;
}

function fromJson(manifests: readonly Manifest[]): readonly KubeObject[] {
  return readText(JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests }), "world.json").objects;
}

function answers(objects: readonly KubeObject[], asked: readonly Question[]): readonly unknown[] {
  const authorizer = new Authorizer(new Rbac(new Inventory({ objects, summaries: [] })));
  return asked.map(({ identity, request }) => {
    const { allowed, reason } = authorizer.decide(identity, request);
    return { allowed, reason };
  });
}

const worldAndQuestions = withQuestions(rbacWorlds, { minLength: 20, maxLength: 40 });

describe("for any roles and bindings", () => {
  it("the order of objects and their notation change no answer", () => {
    fc.assert(
      fc.property(
        worldAndQuestions.chain(([world, asked]) =>
          fc.tuple(
            fc.constant(world),
            fc.shuffledSubarray([...world], { minLength: world.length }),
            fc.constant(asked),
          ),
        ),
        ([world, shuffled, asked]) => {
          const expected = answers(fromYaml(world), asked);
          expect(answers(fromYaml(shuffled), asked)).toEqual(expected);
          expect(answers(fromJson(shuffled), asked)).toEqual(expected);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("another binding never takes a right away", () => {
    fc.assert(
      fc.property(worldAndQuestions, rbacWorlds, ([world, asked], other) => {
        const added = other
          .filter(({ kind }) => String(kind).endsWith("Binding"))
          .map((object, index) => ({ ...object, metadata: { ...Object(object["metadata"]), name: `added-${index}` } }));
        const before = answers(fromJson(world), asked);
        const after = answers(fromJson([...world, ...added]), asked);
        const lost = before.filter((answer, index) => isAllowed(answer) && !isAllowed(after[index]));
        expect(lost).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

const SECRETS = ["shop/web-tls", "shop/api-tls", "pay/web-tls", "edge/other"].map((name) => ({
  namespace: name.split("/")[0] ?? "",
  name: name.split("/")[1] ?? "",
}));

/** Readers as data, without what names the file and the place in it. */
function readers(objects: readonly KubeObject[]): unknown {
  const found = new SecretReaders(new Inventory({ objects, summaries: [] }));
  return JSON.parse(JSON.stringify(SECRETS.map((secret) => found.of(secret))), (key, value) =>
    key === "source" ? undefined : value,
  );
}

describe("the readers of any Secret", () => {
  it("depend on neither the order of objects nor their notation, and can always be told", () => {
    fc.assert(
      fc.property(
        rbacWorlds.chain((world) =>
          fc.tuple(fc.constant(world), fc.shuffledSubarray([...world], { minLength: world.length })),
        ),
        ([world, shuffled]) => {
          const expected = readers(fromYaml(world));
          expect(readers(fromYaml(shuffled))).toEqual(expected);
          expect(readers(fromJson(shuffled))).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("are, where they read it directly, those whom the authorizer lets read it, and no others", () => {
    fc.assert(
      fc.property(withQuestions(rbacWorlds, { minLength: 5, maxLength: 10 }), ([world, asked]) => {
        const inventory = new Inventory({ objects: fromJson(world), summaries: [] });
        const authorizer = new Authorizer(new Rbac(inventory));
        const found = new SecretReaders(inventory);
        for (const { identity } of asked.filter(({ identity: { groups } }) => !groups.includes("system:masters"))) {
          for (const secret of SECRETS) {
            const listed = found
              .of(secret)
              .filter(({ direct, subject }) => direct && includesSubject(identity, subject))
              .flatMap(({ verbs }) => verbs);
            const allowed = ["get", "list", "watch", "patch", "delete"].filter(
              (verb) =>
                authorizer.decide(identity, {
                  kind: "resource",
                  verb,
                  group: "",
                  resource: "secrets",
                  subresource: "",
                  ...secret,
                }).allowed ||
                (["list", "watch"].includes(verb) &&
                  authorizer.decide(identity, {
                    kind: "resource",
                    verb,
                    group: "",
                    resource: "secrets",
                    subresource: "",
                    namespace: secret.namespace,
                    name: "",
                  }).allowed),
            );
            expect(new Set(listed.filter((verb) => verb !== "deletecollection"))).toEqual(new Set(allowed));
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

function includesSubject({ user, groups }: Question["identity"], subject: Reader["subject"]): boolean {
  return subject.kind === "Group" ? groups.includes(subject.name) : sameSubject(subject, user);
}

function isAllowed(answer: unknown): boolean {
  return JSON.stringify(answer).includes('"allowed":true');
}
