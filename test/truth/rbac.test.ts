import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { Authorizer } from "../../src/access/authorizer.ts";
import { Rbac } from "../../src/access/rbac.ts";
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

interface Case {
  readonly id: string;
  readonly title: string;
  readonly manifests: readonly string[];
  /** Controllers that ran beside the API server. */
  readonly controllers: readonly string[];
  readonly rejected: readonly { readonly kind: string; readonly name: string }[];
  readonly reviews: readonly Review[];
}

const cases: readonly Case[] = present ? JSON.parse(readFileSync(resolve(TRUTH, "cases.json"), "utf8")) : [];

async function rbacOf({ manifests, controllers }: Case): Promise<Rbac> {
  const inventory = new Inventory(await readInput(manifests.map((file) => resolve(TRUTH, file))));
  return new Rbac(inventory, { aggregation: controllers.includes("clusterrole-aggregation") });
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
      const rbac = await rbacOf(item);
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
});
