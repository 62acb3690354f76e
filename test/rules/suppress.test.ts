import { describe, expect, it } from "vitest";
import { readText } from "../../src/input/read.ts";
import type { KubeObject } from "../../src/model/objects.ts";
import { parsePolicy } from "../../src/rules/policy.ts";
import type { RaisedFinding } from "../../src/rules/run.ts";
import { type Suppressions, suppress } from "../../src/rules/suppress.ts";
import { find, hop, PROTOCOL, view } from "./views.ts";

function annotated(name: string, annotations: string): KubeObject {
  const text = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  namespace: shop
  annotations:
    example.com/protocol: clear
${annotations}`;
  const [object] = readText(text, `${name}.yaml`).objects;
  if (object === undefined) throw new Error("the manifest was not read");
  return object;
}

function after(findings: RaisedFinding[], by: Partial<Suppressions> = {}): RaisedFinding[] {
  suppress(findings, { policy: null, baseline: new Set(), now: 0, ...by });
  return findings;
}

const REASON = '    lasthop.dev/ignore-backend-in-clear: " ours "';

describe("an ignore annotation", () => {
  it("suppresses its rule with its reason", () => {
    const [finding] = after(find([view({ object: annotated("app", REASON) })]));
    expect(finding?.suppressed).toEqual({ reason: "ours", until: null });
  });

  it("suppresses no other rule", () => {
    const object = annotated("app", REASON);
    const findings = after(find([view({ object, backend: "tls-unverified" })]));
    expect(findings.map((finding) => finding.suppressed)).toEqual([null]);
  });

  it("works on the object that declares the route when another one decides", () => {
    const object = annotated("app", REASON);
    const service = annotated("service", "");
    const path = view({ object });
    const hops = [...path.draft.hops.slice(0, 1), hop("backend", service, PROTOCOL, "plaintext")];
    const [finding] = after(find([{ ...path, draft: { ...path.draft, hops } }]));
    expect(finding?.object.name).toBe("service");
    expect(finding?.suppressed?.reason).toBe("ours");
  });

  it("on one of several declaring objects does not speak for the others", () => {
    const service = annotated("service", "");
    const paths = ["a", "b"].map((name) => {
      const path = view({ object: annotated(name, name === "a" ? REASON : ""), host: `${name}.example.com` });
      const hops = [...path.draft.hops.slice(0, 1), hop("backend", service, PROTOCOL, "plaintext")];
      return { ...path, draft: { ...path.draft, hops } };
    });
    const findings = after(find(paths));
    expect(findings.map((finding) => finding.routes.length)).toEqual([2]);
    expect(findings[0]?.suppressed).toBeNull();
  });

  it.each([
    { name: "without a reason", annotation: '    lasthop.dev/ignore-backend-in-clear: " "', says: /gives no reason/ },
    { name: "for an unknown slug", annotation: '    lasthop.dev/ignore-edge: "ours"', says: /no rule is called edge/ },
    { name: "for an id", annotation: '    lasthop.dev/ignore-LH2001: "ours"', says: /no rule is called LH2001/ },
  ])("$name suppresses nothing and is told where it stands", ({ annotation, says }) => {
    const findings = after(find([view({ object: annotated("app", annotation) })]));
    const [told] = findings.filter((finding) => finding.slug === "suppression-not-in-force");
    expect(told?.message).toMatch(says);
    expect(told?.source?.line).toBe(8);
    expect(findings.find((finding) => finding.slug === "backend-in-clear")?.suppressed).toBeNull();
  });
});

describe("the baseline", () => {
  it("accepts what it names", () => {
    const [first] = find([view()]);
    const baseline = new Set([first?.fingerprint ?? ""]);
    expect(after(find([view()]), { baseline })[0]?.suppressed).toEqual({ reason: "in the baseline", until: null });
    expect(after(find([view({ backend: "tls-unverified" })]), { baseline })[0]?.suppressed).toBeNull();
  });
});

describe("a suppression of the policy", () => {
  const policy = parsePolicy(
    "suppress:\n  - rule: LH2001\n    host: shop.example.com\n    reason: ours\n    until: '2026-06-30'\n",
    ".lasthop.yaml",
  );

  it("holds until its last day is over", () => {
    const [finding] = after(find([view()]), { policy, now: Date.parse("2026-06-30T20:00:00Z") });
    expect(finding?.suppressed).toEqual({ reason: "ours", until: "2026-06-30" });
  });

  it("says afterwards that it is over, and where", () => {
    const [finding] = after(find([view()]), { policy, now: Date.parse("2026-07-01T00:00:00Z") });
    expect(finding?.suppressed).toBeNull();
    expect(finding?.evidence.at(-1)).toMatchObject({
      value: "2026-06-30",
      source: { file: ".lasthop.yaml", line: 5, column: 12 },
      fact: "The suppression of this finding ended on 2026-06-30 (.lasthop.yaml:5:12).",
    });
  });
});
