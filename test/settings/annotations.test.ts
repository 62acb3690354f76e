import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit.ts";
import { isValid } from "../../src/controllers/annotation-values.ts";
import { ANNOTATIONS } from "../../src/controllers/ingress-nginx/annotations.ts";
import { CONTROLLERS } from "../../src/controllers/registry.ts";
import type { AnnotationSpec } from "../../src/controllers/settings-contract.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";

const FACTS = resolve(import.meta.dirname, "../../../shared/facts/ingress-nginx.json");
const PREFIX = "nginx.ingress.kubernetes.io/";

/** What must stand beside an annotation for its parser to look at it. */
const COMPANIONS: Readonly<Record<string, string>> = {
  "auth-url": "https://auth.example.test/",
  affinity: "cookie",
  "auth-tls-secret": "shop/users",
  "proxy-ssl-secret": "shop/backend",
  "auth-type": "basic",
  "mirror-target": "https://mirror.example.test",
  "enable-opentelemetry": "true",
  "temporal-redirect": "https://other.example.test",
  "rewrite-target": "/",
  "enable-cors": "true",
};

function findingsOf(annotations: Readonly<Record<string, string>>): { rule: string; key: string; effect: string }[] {
  const object = {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "app", namespace: "shop", annotations },
    spec: {
      ingressClassName: "nginx",
      rules: [
        {
          host: "shop.example.test",
          http: {
            paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "app", port: { number: 80 } } } }],
          },
        },
      ],
    },
  };
  const report = audit(new Inventory(readText(JSON.stringify(object), "ingress.json")), {
    rules: (rule) => rule.id.startsWith("LH60"),
  });
  return report.findings.map(({ rule, evidence, message }) => ({
    rule,
    key: /"([^"]+)"\]$/.exec(evidence[0]?.field ?? "")?.[1] ?? "",
    effect: message,
  }));
}

/** A value that the annotation's own parser takes. */
function good(spec: AnnotationSpec): string {
  const { parse, values, type } = spec;
  if (values !== undefined) return values[0] ?? "";
  const candidates = [
    "true",
    "1",
    "10m",
    "10.0.0.0/8",
    "CN=client",
    "app",
    "200 10m",
    "https://a.example.test/x",
    "/x",
    "basic",
    "GET",
    "404",
    "error",
    "off a",
    "X-Id",
    "close",
  ];
  return candidates.find((value) => isValid(spec, value)) ?? (parse === undefined || type === "snippet" ? "x" : "");
}

/** A value that it does not take; undefined where it takes everything. */
function bad(spec: AnnotationSpec): string | undefined {
  return ["no such value!", "§", "a\nb", "\u0000;"].find((value) => !isValid(spec, value));
}

const RULE_OF = {
  "falls-back": "LH6006",
  "rejects-object": "LH6007",
  "denies-location": "LH6008",
  "drops-feature": "LH6009",
  freezes: "LH6010",
  taken: "LH6006",
} as const;

describe.each(ANNOTATIONS.annotations.map((spec) => [spec.name, spec] as const))("%s", (name, spec) => {
  const companion = spec.needs === undefined ? {} : { [`${PREFIX}${spec.needs}`]: COMPANIONS[spec.needs] ?? "true" };
  const key = `${PREFIX}${name}`;

  it("says nothing of a good value", () => {
    const value = good(spec);
    expect(value).not.toBe("");
    const about = findingsOf({ ...companion, [key]: value }).filter((finding) => finding.key === key);
    expect(about.filter(({ rule }) => ["LH6001", "LH6006", "LH6007", "LH6008", "LH6009"].includes(rule))).toEqual([]);
  });

  it.runIf(bad(spec) !== undefined)("names what a bad value does", () => {
    const about = findingsOf({ ...companion, [key]: bad(spec) ?? "" }).filter((finding) => finding.key === key);
    expect(about.map(({ rule }) => rule)).toContain(RULE_OF[spec.onInvalid ?? "taken"]);
  });

  it("names a misspelt name, and the right one where it is near", () => {
    const misspelt = `${PREFIX}${name.slice(0, -1)}${name.endsWith("x") ? "yq" : "xq"}`;
    expect(findingsOf({ [misspelt]: "true" }).map(({ rule }) => rule)).toContain("LH6001");
  });
});

describe("every controller's table", () => {
  it.each(CONTROLLERS.map((controller) => [controller.id, controller] as const))(
    "%s has no name twice",
    (_, { annotations }) => {
      const names = annotations.annotations.map((spec) => spec.name);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    },
  );
});

describe.runIf(existsSync(FACTS))("the facts about ingress-nginx", () => {
  const facts: {
    annotations: { name: string }[];
    notAnnotations: { name: string }[];
    removedAnnotations: { name: string }[];
  } = existsSync(FACTS)
    ? JSON.parse(readFileSync(FACTS, "utf8"))
    : { annotations: [], notAnnotations: [], removedAnnotations: [] };

  it("name no annotation that the table has not, with its type, values and what an invalid value does", () => {
    const known = new Map(ANNOTATIONS.annotations.map((spec) => [spec.name, spec]));
    const gaps = facts.annotations.filter(({ name }) => {
      const spec = known.get(name);
      return spec === undefined || spec.onInvalid === undefined || (spec.type === "enum" && spec.values === undefined);
    });
    expect(gaps.map(({ name }) => name)).toEqual([]);
  });

  it("name no ConfigMap key, flag or removed name that the table has not", () => {
    const known = new Set(ANNOTATIONS.notAnnotations.map(({ name }) => name));
    const names = [...facts.notAnnotations, ...facts.removedAnnotations]
      .map(({ name }) => name)
      .filter((name) => !name.includes(" "));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe.runIf(!existsSync(FACTS))("the facts about ingress-nginx", () => {
  it("are absent: ../shared/facts is not here, so the table was not compared with them", () => {
    expect(ANNOTATIONS.annotations.length).toBeGreaterThan(100);
  });
});
