import { describe, expect, it } from "vitest";
import type { Finding, Route } from "../model/report.ts";
import { readBaseline, writeBaseline } from "./baseline.ts";
import { ConfigError } from "./config-error.ts";
import type { Policy } from "./contract.ts";
import { globTest } from "./policy/glob.ts";
import { parsePolicy } from "./policy.ts";

const FINDING: Finding = {
  rule: "LH2001",
  slug: "backend-in-clear",
  severity: "note",
  message: "clear",
  object: { apiVersion: "networking.k8s.io/v1", kind: "Ingress", namespace: "shop", name: "storefront" },
  source: null,
  route: "r",
  evidence: [],
  remedy: null,
  fingerprint: "f1",
  suppressed: null,
};
const SUBJECT = { hosts: ["shop.example.com"], objects: [FINDING.object] };
const DAY = Date.parse("2026-06-30T12:00:00Z");

function route(namespace: string, host: string): Route {
  return { object: { ...FINDING.object, namespace }, host } as Route;
}

function levelOf(text: string, namespace: string, host: string): string | undefined {
  return parsePolicy(text, "p.yaml").requiredFor(route(namespace, host))?.level;
}

describe("require", () => {
  const policy = `
require:
  - level: verified
    host: ["*.pay.example.com", "bank.example.com"]
  - level: mtls
    namespace: pci-*
  - level: edge
`;
  it.each([
    { name: "a host pattern", namespace: "shop", host: "api.pay.example.com", level: "verified" },
    { name: "a host", namespace: "shop", host: "bank.example.com", level: "verified" },
    { name: "the first entry that matches", namespace: "pci-a", host: "bank.example.com", level: "verified" },
    { name: "a namespace pattern", namespace: "pci-a", host: "a.example.com", level: "mtls" },
    { name: "everything else", namespace: "shop", host: "*", level: "edge" },
  ])("decides by $name", ({ namespace, host, level }) => {
    expect(levelOf(policy, namespace, host)).toBe(level);
  });

  it("takes one word for every route, and says where it stands", () => {
    const stated = parsePolicy("# ours\nrequire: re-encrypt\n", "p.yaml").requiredFor(route("a", "b"));
    expect(stated).toEqual({ level: "re-encrypt", statedBy: "p.yaml:2:10" });
  });

  it("says where the entry of a list stands", () => {
    expect(parsePolicy(policy, "p.yaml").requiredFor(route("pci-a", "x"))?.statedBy).toBe("p.yaml:5:12");
  });

  it("states nothing where no entry matches, or the file is empty", () => {
    expect(levelOf("require:\n  - level: edge\n    namespace: a\n", "b", "c")).toBeUndefined();
    expect(levelOf("", "b", "c")).toBeUndefined();
  });
});

function policy(entry: string): Policy {
  return parsePolicy(`suppress:\n  - rule: backend-in-clear\n    reason: ours\n${entry}`, "p.yaml");
}

describe("suppress", () => {
  const held = { reason: "ours", until: null };

  it.each([
    { name: "every object", entry: "", covers: true },
    { name: "a namespace", entry: "    object: { namespace: shop }", covers: true },
    { name: "another namespace", entry: "    object: { namespace: bank }", covers: false },
    { name: "a name pattern", entry: "    object: { kind: Ingress, name: 'store*' }", covers: true },
    { name: "another kind", entry: "    object: { kind: IngressRoute, name: 'store*' }", covers: false },
    { name: "a host", entry: "    host: '*.example.com'", covers: true },
    { name: "another host", entry: "    host: '*.example.org'", covers: false },
    { name: "one of several namespaces", entry: "    object: { namespace: [bank, shop] }", covers: true },
  ])("by $name: $covers", ({ entry, covers }) => {
    expect(policy(entry).suppressionOf(FINDING, DAY, SUBJECT)).toEqual(covers ? held : null);
  });

  it("takes the rule's id as well as its slug, and covers no other rule", () => {
    const byId = parsePolicy("suppress:\n  - { rule: LH2001, reason: ours }\n", "p.yaml");
    expect(byId.suppressionOf(FINDING, DAY, SUBJECT)).toEqual(held);
    expect(byId.suppressionOf({ ...FINDING, rule: "LH2002", slug: "backend-not-verified" }, DAY, SUBJECT)).toBeNull();
  });

  it("covers a finding of several hosts only when it covers all of them", () => {
    const subject = { ...SUBJECT, hosts: ["shop.example.com", "shop.example.org"] };
    expect(policy("    host: '*.example.com'").suppressionOf(FINDING, DAY, subject)).toBeNull();
  });

  it.each([
    { name: "before the day", now: "2026-06-30T23:59:59Z", open: true },
    { name: "after the day", now: "2026-07-01T00:00:00Z", open: false },
  ])("holds through its last day: $name", ({ now, open }) => {
    const dated = policy('    until: "2026-06-30"');
    const time = Date.parse(now);
    expect(dated.suppressionOf(FINDING, time, SUBJECT)).toEqual(open ? { reason: "ours", until: "2026-06-30" } : null);
    expect(dated.endedSuppressionOf(FINDING, time, SUBJECT)).toEqual(
      open ? null : { where: "p.yaml:4:12", until: "2026-06-30" },
    );
  });
});

describe("severity and controllers", () => {
  const policy = parsePolicy(
    'severity:\n  LH2001: error\n  no-tls: note\ncontrollers:\n  traefik: "3.7"\n  contour:\n',
    "p",
  );

  it("replaces by id and by slug", () => {
    expect(policy.severityOf({ id: "LH2001", slug: "backend-in-clear" })).toBe("error");
    expect(policy.severityOf({ id: "LH1002", slug: "no-tls" })).toBe("note");
    expect(policy.severityOf({ id: "LH2002", slug: "backend-not-verified" })).toBeNull();
  });

  it("gives controllers with and without a version", () => {
    expect(policy.controllers).toEqual([
      { id: "traefik", version: "3.7" },
      { id: "contour", version: null },
    ]);
  });
});

describe("a file that the grammar does not know is refused where it is wrong", () => {
  it.each([
    { name: "broken YAML", text: "require: [edge\n", error: /^p\.yaml:\d+:\d+ is not YAML/ },
    { name: "an unknown field", text: "requires: edge\n", error: /^p\.yaml:1:11 "requires" is not known/ },
    { name: "an unknown level", text: "require: tls\n", error: /^p\.yaml:1:10 "tls" is not a level: edge, re-encrypt/ },
    { name: "a level that is no word", text: "require: 5\n", error: /^p\.yaml:1:10 5 is not a level/ },
    {
      name: "an entry without a level",
      text: "require:\n  - host: a\n",
      error: /^p\.yaml:2:5 a required level needs "level"/,
    },
    {
      name: "an unknown rule",
      text: "suppress:\n  - rule: backend-in-the-clear\n    reason: x\n",
      error: /^p\.yaml:2:11 "backend-in-the-clear" is not a rule/,
    },
    { name: "no reason", text: "suppress:\n  - rule: LH2001\n", error: /^p\.yaml:2:5 a suppression needs "reason"/ },
    {
      name: "an empty reason",
      text: "suppress:\n  - rule: LH2001\n    reason: ' '\n",
      error: /^p\.yaml:3:13 " " is not a reason/,
    },
    {
      name: "a date of another form",
      text: "suppress:\n  - rule: LH2001\n    reason: x\n    until: 31.12.2026\n",
      error: /^p\.yaml:4:12 "31\.12\.2026" is not a date/,
    },
    {
      name: "no day of the calendar",
      text: "suppress:\n  - rule: LH2001\n    reason: x\n    until: '2026-13-01'\n",
      error: /^p\.yaml:4:12 "2026-13-01" is no day/,
    },
    {
      name: "a version that YAML takes for a number",
      text: "controllers:\n  traefik: 3.10\n",
      error: /^p\.yaml:2:12 3\.1 is not a version; write it in quotes/,
    },
    {
      name: "an unknown controller",
      text: "controllers:\n  apache: '1'\n",
      error: /^p\.yaml:2:11 "apache" is not known/,
    },
    {
      name: "an unknown severity",
      text: "severity:\n  LH2001: fatal\n",
      error: /^p\.yaml:2:11 "fatal" is not a severity/,
    },
    {
      name: "a list where fields belong",
      text: "- edge\n",
      error: /^p\.yaml:1:1 \["edge"\] is not a lasthop configuration/,
    },
    { name: "aliases", text: "require: &a edge\nseverity: *a\n", error: /^p\.yaml:2:12 aliases are not allowed/ },
    { name: "several documents", text: "require: edge\n---\nrequire: edge\n", error: /^p\.yaml:1:1 holds several/ },
    { name: "a field twice", text: "require: edge\nrequire: edge\n", error: /^p\.yaml:2:1 is not YAML: duplicated/ },
  ])("$name", ({ text, error }) => {
    expect(() => parsePolicy(text, "p.yaml")).toThrow(ConfigError);
    expect(() => parsePolicy(text, "p.yaml")).toThrow(error);
  });
});

describe("patterns", () => {
  it.each([
    { pattern: "*", text: "", fits: true },
    { pattern: "a*c", text: "abbc", fits: true },
    { pattern: "a*c", text: "abcd", fits: false },
    { pattern: "*.Example.com", text: "shop.example.COM", fits: true },
    { pattern: "*.example.com", text: "*.example.com", fits: true },
    { pattern: "sh?p", text: "shop", fits: true },
    { pattern: "sh?p", text: "shp", fits: false },
    { pattern: "a.c", text: "abc", fits: false },
    { pattern: `${"a*".repeat(40)}b`, text: "a".repeat(2000), fits: false },
  ])("$pattern and $text", ({ pattern, text, fits }) => {
    expect(globTest([pattern])(text)).toBe(fits);
  });
});

describe("the baseline", () => {
  const other = { ...FINDING, fingerprint: "a0", rule: "LH1002" };

  it("reads what it wrote", () => {
    expect(readBaseline(writeBaseline([FINDING, other]), "b.json")).toEqual(new Set(["a0", "f1"]));
    expect(readBaseline(writeBaseline([]), "b.json")).toEqual(new Set());
  });

  it("does not depend on the order of findings, nor on twins", () => {
    expect(writeBaseline([FINDING, other, other])).toBe(writeBaseline([other, FINDING]));
  });

  it("keeps what it already accepts and leaves out what has a reason elsewhere", () => {
    const kept = { ...FINDING, suppressed: { reason: "in the baseline", until: null } };
    const reasoned = { ...other, suppressed: { reason: "ours", until: null } };
    expect(readBaseline(writeBaseline([kept, reasoned]), "b.json")).toEqual(new Set(["f1"]));
  });

  it.each([
    { name: "no JSON", text: "findings:", error: /^b\.json:1:1 is not JSON/ },
    { name: "another file", text: "[]", error: /^b\.json:1:1 is not a lasthop baseline/ },
    { name: "an entry without a fingerprint", text: '{"formatVersion":"1","findings":[{}]}', error: /findings\[0\]/ },
  ])("refuses $name", ({ text, error }) => {
    expect(() => readBaseline(text, "b.json")).toThrow(error);
  });
});
