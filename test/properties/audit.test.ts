import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { KubeObject } from "../../src/model/objects.ts";
import { clusters, type Manifest } from "../support/clusters.ts";

/** A report as data, without what names the file and the place in it. */
function verdicts(objects: readonly KubeObject[]): unknown {
  const report = audit(new Inventory({ objects, summaries: [] }));
  return JSON.parse(JSON.stringify(report), (key, value) => (key === "source" || key === "patch" ? undefined : value));
}

function asYaml(manifests: readonly Manifest[]): readonly KubeObject[] {
  return readText(manifests.map((manifest) => dump(manifest)).join("---\n"), "cluster.yaml").objects;
}

function asFiles(manifests: readonly Manifest[]): readonly KubeObject[] {
  return manifests.flatMap((manifest, index) => readText(dump(manifest), `${manifests.length - index}.yaml`).objects);
}

function asJson(manifests: readonly Manifest[], indent?: number): readonly KubeObject[] {
  const list = { apiVersion: "v1", kind: "List", items: manifests };
  return readText(JSON.stringify(list, null, indent), "cluster.json").objects;
}

describe("for any cluster", () => {
  it("audit never throws and every declared route is in the report", () => {
    fc.assert(
      fc.property(clusters, (manifests) => {
        const objects = asYaml(manifests);
        const report = audit(new Inventory({ objects, summaries: [] }));
        const declared = objects.filter((object) => object.kind === "Ingress");
        for (const { namespace, name } of declared) {
          expect(report.routes.some(({ object }) => object.namespace === namespace && object.name === name)).toBe(true);
        }
        expect(new Set(report.routes.map((route) => route.id)).size).toBe(report.routes.length);
        JSON.stringify(report);
      }),
      { numRuns: 300 },
    );
  });

  it("the order of documents and files changes nothing", () => {
    fc.assert(
      fc.property(
        clusters.chain((manifests) =>
          fc.tuple(fc.constant(manifests), fc.shuffledSubarray(manifests, { minLength: manifests.length })),
        ),
        ([manifests, shuffled]) => {
          const expected = verdicts(asYaml(manifests));
          expect(verdicts(asYaml(shuffled))).toEqual(expected);
          expect(verdicts(asFiles(shuffled))).toEqual(expected);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("YAML and JSON, indented or not, give the same report", () => {
    fc.assert(
      fc.property(clusters, (manifests) => {
        const expected = verdicts(asYaml(manifests));
        expect(verdicts(asJson(manifests))).toEqual(expected);
        expect(verdicts(asJson(manifests, 4))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});
