import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { Authorizer } from "../../src/access/authorizer.ts";
import { Rbac } from "../../src/access/rbac.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { KubeObject } from "../../src/model/objects.ts";
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

function isAllowed(answer: unknown): boolean {
  return JSON.stringify(answer).includes('"allowed":true');
}
