import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { type AnswerCounts, FRAMEWORK_IDS, ROUTE_TOPICS, SECRET_TOPICS } from "../../src/model/compliance.ts";
import type { Protection } from "../../src/model/words.ts";
import { COMPLIANCE_REPORTERS } from "../../src/report/compliance/formats.ts";
import { OPTIONS } from "../report/fixture.ts";
import { clusters, type Manifest } from "../support/clusters.ts";
import { gatewayClusters } from "../support/gateway-clusters.ts";
import { viewed, type Viewed } from "./support.ts";

const anyCluster = fc.oneof(clusters, gatewayClusters);
const anyFramework = fc.constantFrom(...FRAMEWORK_IDS);

function viewOf(manifests: readonly Manifest[], framework: (typeof FRAMEWORK_IDS)[number], whole: boolean): Viewed {
  return viewed(manifests.map((manifest) => dump(manifest)).join("---\n"), framework, whole);
}

function total(counts: AnswerCounts): number {
  return Object.values(counts).reduce((sum, number) => sum + number, 0);
}

function rendered(report: Viewed, format: string): string {
  const reporter = COMPLIANCE_REPORTERS.find((item) => item.format === format);
  return [...(reporter?.render(report, OPTIONS) ?? [])].join("");
}

const LEGS = ["client-encrypted", "behind-encrypted", "peer-verified"] as const;
const IN_CLEAR: readonly Protection[] = ["plaintext", "unknown"];
/** A leg that no traffic passes is asked nothing. */
const VERIFIED: readonly Protection[] = ["tls-verified", "mtls", "broken"];

describe("for any cluster and framework", () => {
  it("every route is answered exactly once, and every question counts each of them once", () => {
    fc.assert(
      fc.property(anyCluster, anyFramework, fc.boolean(), (manifests, framework, whole) => {
        const { routes, secrets, compliance: view } = viewOf(manifests, framework, whole);
        expect(view.routes.map(({ route }) => route)).toEqual(routes.map(({ id }) => id));
        expect(view.secrets.length).toBe(secrets.length);
        expect(total(view.encrypted)).toBe(routes.length);
        for (const { counts, of } of view.topics)
          expect(total(counts)).toBe(of === "routes" ? routes.length : secrets.length);
        for (const { answers } of view.routes) expect(Object.keys(answers).sort()).toEqual([...ROUTE_TOPICS].sort());
        expect(view.topics.filter(({ counts, assumed }) => assumed > counts.pass)).toEqual([]);
        for (const { answers } of view.secrets) expect(Object.keys(answers).sort()).toEqual([...SECRET_TOPICS].sort());
      }),
      { numRuns: 200 },
    );
  });

  it("no leg in clear is in a route that passes, and each pass has its evidence", () => {
    fc.assert(
      fc.property(anyCluster, fc.boolean(), (manifests, whole) => {
        const { routes, compliance: view } = viewOf(manifests, "nist-800-53", whole);
        const hopsOf = new Map(routes.map(({ id, hops }) => [id, hops]));
        const wrong = view.routes.flatMap(({ route, encrypted, answers }) => {
          const hops = hopsOf.get(route) ?? [];
          const behind = hops.filter(({ role }) => role !== "client");
          const legs = LEGS.map((topic) => answers[topic]).filter(({ answer }) => answer === "pass");
          return [
            ...(encrypted === "pass" ? hops.filter(({ protection }) => IN_CLEAR.includes(protection)) : []),
            ...(answers["peer-verified"].answer === "pass"
              ? behind.filter(({ protection }) => !VERIFIED.includes(protection))
              : []),
            ...legs.filter(({ hop, assumed }) => assumed !== (hops[hop ?? -1]?.assumptions.length ?? 0) > 0),
            ...legs.filter(({ hop }) => hop === null || (hops[hop]?.evidence.length ?? 0) === 0),
          ];
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("every finding is under a control or said to be under none, and on the page", () => {
    fc.assert(
      fc.property(anyCluster, anyFramework, (manifests, framework) => {
        const report = viewOf(manifests, framework, true);
        const view = report.compliance;
        const told = new Set([...view.controls.flatMap(({ findings }) => findings), ...view.otherFindings]);
        expect(report.findings.filter(({ fingerprint }) => !told.has(fingerprint))).toEqual([]);
        const html = rendered(report, "html");
        for (const { rule } of report.findings) expect(html).toContain(rule);
      }),
      { numRuns: 60 },
    );
  });

  it("the page has one place for each route, and every link leads to one", () => {
    fc.assert(
      fc.property(anyCluster, anyFramework, (manifests, framework) => {
        const report = viewOf(manifests, framework, true);
        for (const [format, place, link] of [
          ["html", /id="([^"]+)"/g, /href="#([^"]+)"/g],
          ["markdown", /<a id="([^"]+)">/g, /\]\(#([^)]+)\)/g],
        ] as const) {
          const text = rendered(report, format);
          const places = [...text.matchAll(place)].map(([, id]) => id ?? "");
          expect(places.filter((id) => /^route-\d+$/.test(id)).length).toBe(report.routes.length);
          expect(places.filter((id, index) => places.indexOf(id) !== index)).toEqual([]);
          expect([...text.matchAll(link)].filter(([, id]) => !places.includes(id ?? ""))).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
