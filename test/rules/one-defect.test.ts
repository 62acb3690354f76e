import { describe, expect, it } from "vitest";
import { find, type Given, hop, ingress, NO_ACCESS, PROTOCOL, told, VERIFY, view } from "./views.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { FieldPath } from "../../src/model/objects.ts";
import type { Place } from "../../src/model/report.ts";
import type { Severity } from "../../src/model/words.ts";
import type { Problem, RequiredLevel, Rule } from "../../src/rules/contract.ts";
import { type RaisedFinding, runRules } from "../../src/rules/run.ts";

interface Case {
  readonly name: string;
  readonly route: Given;
  readonly require?: RequiredLevel;
  readonly told: readonly string[];
}

const CLEAR = { http: "serves", redirectStatus: null, redirectTo: null } as const;
const PLAIN = { ...CLEAR, https: "refused", certificate: { kind: "none" } } as const;
const FAKE = { ...CLEAR, certificate: { kind: "controller-default" } } as const;
const PASSTHROUGH = { https: "passes-through", certificate: { kind: "in-pod" } } as const;
const DEAD = { ...PLAIN, http: "refused" } as const;
const AUTH: Place = { kind: "service", name: "auth", namespace: "auth", port: 80 };
const OUTSIDE: Place = { kind: "external", name: "auth.example.org", namespace: null, port: 80 };

const CASES: readonly Case[] = [
  { name: "edge is a note", route: {}, told: ["note backend-in-clear"] },
  { name: "edge on purpose is quiet", route: {}, require: "edge", told: [] },
  { name: "edge below re-encrypt is an error", route: {}, require: "re-encrypt", told: ["error backend-in-clear"] },
  { name: "edge below verified is the same error", route: {}, require: "verified", told: ["error backend-in-clear"] },
  { name: "edge below passthrough", route: {}, require: "passthrough", told: ["error below-required-level"] },
  { name: "re-encrypt is not verified", route: { backend: "tls-unverified" }, told: ["warning backend-not-verified"] },
  { name: "re-encrypt on purpose is quiet", route: { backend: "tls-unverified" }, require: "re-encrypt", told: [] },
  {
    name: "re-encrypt below verified",
    route: { backend: "tls-unverified" },
    require: "verified",
    told: ["error below-required-level"],
  },
  { name: "chain alone", route: { backend: "tls-chain" }, told: ["warning name-not-checked"] },
  {
    name: "chain below verified",
    route: { backend: "tls-chain" },
    require: "verified",
    told: ["error below-required-level"],
  },
  { name: "verified is quiet", route: { backend: "tls-verified" }, require: "verified", told: [] },
  {
    name: "verified below mtls",
    route: { backend: "tls-verified" },
    require: "mtls",
    told: ["error below-required-level"],
  },
  { name: "mtls is quiet", route: { backend: "mtls" }, require: "mtls", told: [] },
  {
    name: "passthrough meets verified",
    route: { backend: "passthrough", client: PASSTHROUGH },
    require: "verified",
    told: [],
  },
  {
    name: "passthrough cannot be shown to be mtls",
    route: { backend: "passthrough", client: PASSTHROUGH },
    require: "mtls",
    told: ["error below-required-level"],
  },
  {
    name: "unknown below verified is a warning",
    route: { backend: "unknown" },
    require: "verified",
    told: ["warning below-required-level"],
  },
  {
    name: "the trap speaks for unverified TLS",
    route: { backend: "tls-unverified", traits: ["verification-not-in-force"] },
    told: ["error verification-not-in-force"],
  },
  {
    name: "the trap speaks for clear text",
    route: { backend: "plaintext", traits: ["verification-not-in-force"] },
    told: ["error verification-not-in-force"],
  },
  {
    name: "the trap speaks for the required level",
    route: { backend: "tls-unverified", traits: ["verification-not-in-force"] },
    require: "verified",
    told: ["error verification-not-in-force"],
  },
  {
    name: "clear beside HTTPS",
    route: { client: CLEAR, backend: "tls-verified" },
    told: ["warning served-in-clear-beside-https"],
  },
  {
    name: "clear beside HTTPS below edge",
    route: { client: CLEAR },
    require: "edge",
    told: ["error below-required-level"],
  },
  {
    name: "a redirect that does not happen speaks for clear text",
    route: { client: CLEAR, backend: "tls-verified", traits: ["redirect-does-not-happen"] },
    told: ["warning redirect-does-not-happen"],
  },
  {
    name: "a redirect that was asked for is an error",
    route: { client: CLEAR, backend: "tls-verified", traits: ["redirect-does-not-happen"], asked: { redirect: true } },
    told: ["error redirect-does-not-happen"],
  },
  {
    name: "a redirect that does not happen below edge is one error",
    route: { client: CLEAR, backend: "tls-verified", traits: ["redirect-does-not-happen"] },
    require: "edge",
    told: ["error below-required-level"],
  },
  {
    name: "a way round the client certificate speaks for clear text",
    route: { client: CLEAR, backend: "tls-verified", traits: ["client-certificate-bypassed"] },
    told: ["error client-certificate-bypassed"],
  },
  {
    name: "certificate challenges are meant to be clear",
    route: { client: CLEAR, backend: "tls-verified", path: "/.well-known/acme-challenge/token" },
    told: [],
  },
  {
    name: "no TLS though asked",
    route: { client: PLAIN, backend: "tls-verified" },
    told: ["error no-tls"],
  },
  {
    name: "no TLS",
    route: { client: FAKE, backend: "tls-verified", asked: { https: false } },
    told: ["warning no-tls"],
  },
  {
    name: "no TLS for a name of a private network",
    route: { client: FAKE, backend: "tls-verified", asked: { https: false }, host: "shop.internal" },
    told: ["note no-tls"],
  },
  {
    name: "no TLS below edge",
    route: { client: PLAIN, backend: "tls-verified" },
    require: "edge",
    told: ["error below-required-level"],
  },
  {
    name: "an ignored passthrough speaks for what is behind it",
    route: { traits: ["passthrough-ignored"] },
    told: ["error passthrough-ignored"],
  },
  {
    name: "an ignored passthrough speaks for the required level",
    route: { traits: ["passthrough-ignored"] },
    require: "passthrough",
    told: ["error passthrough-ignored"],
  },
  {
    name: "an uncovered host speaks for the default certificate",
    route: { backend: "mtls", traits: ["host-not-covered", "default-certificate-served"] },
    told: ["warning host-not-covered"],
  },
  {
    name: "the default certificate speaks for HSTS",
    route: { backend: "mtls", traits: ["hsts-with-untrusted-certificate", "default-certificate-served"] },
    told: ["warning default-certificate-served"],
  },
  {
    name: "a broken hop",
    route: { backend: "broken" },
    told: ["warning route-not-served"],
  },
  {
    name: "verification that breaks traffic speaks for the broken hop",
    route: { backend: "broken", traits: ["verification-breaks-traffic"] },
    told: ["error verification-breaks-traffic"],
  },
  {
    name: "a rejected object speaks for its broken hops",
    route: { client: DEAD, backend: "broken", traits: ["object-rejected"] },
    told: ["error route-not-served"],
  },
  {
    name: "a route that answers nobody is below no level",
    route: { client: DEAD, backend: "broken" },
    require: "verified",
    told: ["warning route-not-served"],
  },
  {
    name: "an authentication hop as weak as the route's own",
    route: { others: [hop("auth", ingress(), VERIFY, "plaintext", AUTH)] },
    require: "edge",
    told: ["note extra-hop-unverified"],
  },
  {
    name: "an authentication hop weaker than the route's own",
    route: { backend: "mtls", others: [hop("auth", ingress(), VERIFY, "plaintext", AUTH)] },
    told: ["warning extra-hop-unverified"],
  },
  {
    name: "an authentication hop that leaves the cluster",
    route: { others: [hop("auth", ingress(), VERIFY, "tls-unverified", OUTSIDE)] },
    require: "edge",
    told: ["warning extra-hop-unverified"],
  },
  {
    name: "an authentication hop in clear below verified",
    route: { backend: "mtls", others: [hop("auth", ingress(), VERIFY, "plaintext", AUTH)] },
    require: "verified",
    told: ["error extra-hop-unverified"],
  },
];

describe("one defect is one finding", () => {
  it.each(CASES)("$name", ({ route, require, told: expected }) => {
    expect(told(find([view(route)], require === undefined ? {} : { require }))).toEqual(expected);
  });
});

describe("the engine", () => {
  it("says what holds for several routes at one field once, and names the routes", () => {
    const object = ingress();
    const findings = find([view({ object, path: "/" }), view({ object, path: "/api" }), view({ object, path: "/v2" })]);
    expect(told(findings)).toEqual(["note backend-in-clear"]);
    expect(findings[0]?.routes).toEqual([
      "app:shop.example.com/",
      "app:shop.example.com/api",
      "app:shop.example.com/v2",
    ]);
    expect(findings[0]?.route).toBe("app:shop.example.com/");
  });

  it("gives equal findings of several objects one cause", () => {
    const findings = find(["a", "b", "c"].map((name) => view({ object: ingress(name), host: `${name}.example.com` })));
    expect(findings).toHaveLength(3);
    expect(new Set(findings.map((finding) => finding.cause)).size).toBe(1);
    expect(new Set(findings.map((finding) => finding.fingerprint)).size).toBe(3);
  });

  it("keeps a fingerprint when another route of the object comes or goes", () => {
    const object = ingress();
    const one = find([view({ object, path: "/b" })]);
    const two = find([view({ object, path: "/a" }), view({ object, path: "/b" })]);
    expect(two.map((finding) => finding.fingerprint)).toEqual(one.map((finding) => finding.fingerprint));
  });

  it("points at the field that decides the hop", () => {
    const [finding] = find([view()]);
    expect(finding?.source).toEqual({ file: "app.yaml", line: 7, column: 27 });
  });

  it("takes the policy's severity over the rule's own", () => {
    expect(told(find([view()], { severityOf: () => "warning" }))).toEqual(["warning backend-in-clear"]);
  });

  it.each([
    { setting: "warning", consequence: "note", speaks: ["LH6001"] },
    { setting: "warning", consequence: "warning", speaks: ["LH2001"] },
    { setting: "note", consequence: "error", speaks: ["LH2001"] },
  ] as const)("lets $speaks speak of a field that a $setting setting and a $consequence route share", (given) => {
    const rules = [only("LH6001", given.setting, PROTOCOL), only("LH2001", given.consequence, PROTOCOL)];
    expect(run(rules).map((finding) => finding.rule)).toEqual(given.speaks);
  });

  it("keeps findings of different fields", () => {
    const rules = [only("LH6001", "note", VERIFY), only("LH2001", "error", PROTOCOL)];
    expect(run(rules).map((finding) => finding.rule)).toEqual(["LH2001", "LH6001"]);
  });
});

function only(id: Rule["id"], severity: Severity, at: FieldPath): Rule {
  const problem: Problem = { message: "wrong", object: ingress(), at, evidence: [], remedy: null };
  return { id, slug: "wrong", severity, summary: "Wrong", messages: { wrong: "wrong" }, check: () => [problem] };
}

function run(rules: readonly Rule[]): RaisedFinding[] {
  const inventory = new Inventory({ objects: [], summaries: [] });
  const options = { now: 0, requiredFor: () => null };
  return runRules(rules, { paths: [], instances: [], settings: [], inventory, keyAccess: NO_ACCESS, options });
}
