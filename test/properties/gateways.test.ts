import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { KubeObject } from "../../src/model/objects.ts";
import type { Report } from "../../src/model/report.ts";
import type { Manifest } from "../support/clusters.ts";
import { gatewayClusters } from "../support/gateway-clusters.ts";

function objectsOf(manifests: readonly Manifest[]): readonly KubeObject[] {
  return readText(manifests.map((manifest) => dump(manifest)).join("---\n"), "cluster.yaml").objects;
}

function reportOf(manifests: readonly Manifest[], whole: boolean): Report {
  return audit(new Inventory({ objects: objectsOf(manifests), summaries: [] }, { whole }));
}

/** A report as data, without what names the place in a file. */
function verdicts(report: Report): unknown {
  return JSON.parse(JSON.stringify(report), (key, value) => (key === "source" || key === "patch" ? undefined : value));
}

describe("for any cluster with Gateways", () => {
  it("audit never throws, routes have ids of their own, and each verdict has its reason", () => {
    fc.assert(
      fc.property(gatewayClusters, fc.boolean(), (manifests, whole) => {
        const report = reportOf(manifests, whole);
        expect(new Set(report.routes.map((route) => route.id)).size).toBe(report.routes.length);
        for (const route of report.routes) {
          for (const hop of route.hops) {
            const reasons = hop.evidence.length + hop.assumptions.length;
            expect(reasons, `${route.id} ${hop.role} ${hop.protection}`).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it("every route object with a rule is in the report", () => {
    fc.assert(
      fc.property(gatewayClusters, (manifests) => {
        const text = JSON.stringify(reportOf(manifests, true));
        for (const { kind, metadata, spec } of manifests) {
          if (!["HTTPRoute", "GRPCRoute", "TLSRoute", "HTTPProxy"].includes(String(kind))) continue;
          const {
            rules,
            virtualhost,
            includes,
            routes = [],
          } = spec as {
            rules?: unknown[];
            virtualhost?: unknown;
            includes?: unknown;
            routes?: unknown[];
          };
          // The routes of what it includes are told of the included object.
          if (kind === "HTTPProxy" && routes.length === 0 && (virtualhost === undefined || includes !== undefined))
            continue;
          if (rules === undefined && ["GRPCRoute", "TLSRoute"].includes(String(kind))) continue;
          const { namespace, name } = metadata as { namespace: string; name: string };
          expect(text).toContain(`"kind":"${String(kind)}","namespace":"${namespace}","name":"${name}"`);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("the order of documents changes nothing", () => {
    fc.assert(
      fc.property(
        gatewayClusters.chain((manifests) =>
          fc.tuple(fc.constant(manifests), fc.shuffledSubarray(manifests, { minLength: manifests.length })),
        ),
        fc.boolean(),
        ([manifests, shuffled], whole) => {
          expect(verdicts(reportOf(shuffled, whole))).toEqual(verdicts(reportOf(manifests, whole)));
        },
      ),
      { numRuns: 300 },
    );
  });
});
