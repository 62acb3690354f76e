import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { Authorizer } from "../../src/access/authorizer.ts";
import { type AccessOptions, Rbac } from "../../src/access/rbac.ts";
import { SecretReaders } from "../../src/access/readers/readers.ts";
import { readsByGroup, sameSubject } from "../../src/access/readers/subject.ts";
import { readInput } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";

const TRUTH = resolve(import.meta.dirname, "../../../shared/truth/rbac");
const present = existsSync(TRUTH);

interface Review {
  readonly user: string;
  readonly groups: readonly string[];
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly namespace: string;
  readonly allowed: boolean;
  readonly reason?: string;
}

/** A real request, and whether key bytes came back. */
interface Content {
  readonly user: string;
  readonly groups: readonly string[];
  readonly request: string;
  readonly returnsSecretData: boolean;
  readonly secretsReturned?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

interface Case {
  readonly id: string;
  readonly title: string;
  readonly manifests: readonly string[];
  /** Controllers that ran beside the API server. */
  readonly controllers: readonly string[];
  readonly rejected: readonly { readonly kind: string; readonly name: string }[];
  readonly reviews: readonly Review[];
  readonly content: readonly Content[];
}

const cases: readonly Case[] = present ? JSON.parse(readFileSync(resolve(TRUTH, "cases.json"), "utf8")) : [];

async function inventoryOf({ manifests }: Case): Promise<Inventory> {
  return new Inventory(await readInput(manifests.map((file) => resolve(TRUTH, file))));
}

function optionsOf({ controllers }: Case): AccessOptions {
  return { aggregation: controllers.includes("clusterrole-aggregation") };
}

function named(secret: string): { readonly namespace: string; readonly name: string } {
  const [namespace = "", name = ""] = secret.split("/");
  return { namespace, name };
}

describe.runIf(!present)("RBAC as measured", () => {
  it("is absent: ../shared/truth is not here, so no answer was compared with it", () => {
    expect(cases).toEqual([]);
  });
});

describe.runIf(present)("RBAC as measured", () => {
  it("has cases", () => {
    expect(cases.length).toBeGreaterThan(15);
  });

  for (const item of cases) {
    it(`${item.id}: ${item.title}`, async () => {
      const rbac = new Rbac(await inventoryOf(item), optionsOf(item));
      expect(rbac.refused.map(({ object }) => ({ kind: object.kind, name: object.name }))).toEqual(
        item.rejected.map(({ kind, name }) => ({ kind, name })),
      );
      const authorizer = new Authorizer(rbac);
      const wrong = item.reviews.flatMap(({ user, groups, allowed, reason, ...attributes }) => {
        const decision = authorizer.decide({ user, groups }, { kind: "resource", ...attributes });
        const same = decision.allowed === allowed && decision.reason === (reason ?? "");
        return same ? [] : [{ ...attributes, user, allowed, reason, got: decision.reason }];
      });
      expect(wrong).toEqual([]);
    });
  }

  for (const item of cases.filter(({ content }) => content.some(({ returnsSecretData }) => returnsSecretData))) {
    it(`${item.id}: a reader stands for every request that carried key bytes`, async () => {
      const readers = new SecretReaders(await inventoryOf(item), optionsOf(item));
      const unexplained = item.content.flatMap(({ user, groups, request, secretsReturned = [] }) =>
        secretsReturned
          .filter((secret) =>
            readers
              .of(named(secret))
              .every(
                ({ subject }) =>
                  !sameSubject(subject, user) &&
                  !readsByGroup(subject, user) &&
                  !(subject.kind === "Group" && groups.includes(subject.name)),
              ),
          )
          .map((secret) => `${request}: ${secret} to ${user}`),
      );
      expect(unexplained).toEqual([]);
    });
  }

  it("names nobody as a direct reader with get who was refused it", async () => {
    for (const item of cases) {
      const readers = new SecretReaders(await inventoryOf(item), optionsOf(item));
      for (const { user, request, returnsSecretData, headers } of item.content) {
        const secret = /^get secrets\/(\S+) -n (\S+)$/.exec(request);
        if (secret === null || returnsSecretData || headers !== undefined) continue;
        const own = readers
          .of({ namespace: secret[2] ?? "", name: secret[1] ?? "" })
          .filter(({ subject, direct, verbs }) => direct && verbs.includes("get") && sameSubject(subject, user));
        expect(own, `${item.id}: ${request}`).toEqual([]);
      }
    }
  });
});
