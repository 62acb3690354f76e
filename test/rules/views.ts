import type { Asked, ControllerInstance, Trait, TraitKind } from "../../src/controllers/contract.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import { evidence, type Fact } from "../../src/model/evidence.ts";
import type { FieldPath, KubeObject } from "../../src/model/objects.ts";
import { refOf } from "../../src/model/read.ts";
import type { ClientHop, Hop, Place } from "../../src/model/report.ts";
import type { HopRole, Protection } from "../../src/model/words.ts";
import { type JoinedPath, patternOf } from "../../src/paths/join.ts";
import type { RequiredLevel, RuleInput } from "../../src/rules/contract.ts";
import { RULES } from "../../src/rules/registry.ts";
import { type RaisedFinding, runRules } from "../../src/rules/run.ts";

const MANIFEST = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: NAME
  namespace: shop
  annotations:
    example.com/protocol: "clear"
    example.com/redirect: "false"
    example.com/verify: "true"
spec:
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: app, port: { number: 80 } } }
`;

export const PROTOCOL: FieldPath = ["metadata", "annotations", "example.com/protocol"];
const REDIRECT: FieldPath = ["metadata", "annotations", "example.com/redirect"];
export const VERIFY: FieldPath = ["metadata", "annotations", "example.com/verify"];

const FACT: Fact = { text: "The field decides.", reference: "example.com", basis: "documented" };

export function ingress(name = "app"): KubeObject {
  const [object] = readText(MANIFEST.replace("NAME", name), `${name}.yaml`).objects;
  if (object === undefined) throw new Error("the manifest was not read");
  return object;
}

const INSTANCE: ControllerInstance = {
  id: "ingress-nginx",
  version: "1.15.1",
  name: "ingress-nginx/controller",
  because: [],
  declared: true,
  annotationPrefixes: ["nginx.ingress.kubernetes.io/"],
  claims: () => null,
  routes: () => [],
  traits: [],
  settings: [],
};

export interface Given {
  readonly object?: KubeObject;
  readonly host?: string;
  readonly path?: string;
  readonly client?: Partial<ClientHop>;
  readonly backend?: Protection;
  readonly others?: readonly Hop[];
  readonly traits?: readonly TraitKind[];
  readonly asked?: Asked;
}

/** A route with HTTPS, a redirect and a backend in clear, but for what is given. */
export function view(given: Given = {}): JoinedPath {
  const object = given.object ?? ingress();
  const client: ClientHop = {
    http: "redirects",
    redirectStatus: 308,
    redirectTo: "https",
    https: "terminates",
    certificate: { kind: "secret", namespace: "shop", name: "app-tls" },
    clientCertificate: "none",
    ...given.client,
  };
  const hops = [
    hop("client", object, REDIRECT, client.http === "serves" ? "plaintext" : "tls-verified"),
    hop("backend", object, PROTOCOL, given.backend ?? "plaintext"),
    ...(given.others ?? []),
  ];
  const [host, path] = [given.host ?? "shop.example.com", given.path ?? "/"];
  const at: FieldPath = ["spec", "rules", 0, "http", "paths", 0];
  const traits = (given.traits ?? []).map((kind): Trait => trait(kind, object));
  const asked = { https: true, ...given.asked };
  const draft = { object, at, host, path, pathType: "Prefix" as const, because: [], client, hops, traits, asked };
  return {
    draft,
    instance: INSTANCE,
    route: {
      id: `${object.name}:${host}${path}`,
      object: refOf(object),
      source: object.origin.locate(at),
      host,
      path,
      pathType: "Prefix",
      port: null,
      client,
      hops,
      pattern: patternOf(client, hops),
      weakest: "plaintext",
      controller: { id: INSTANCE.id, version: INSTANCE.version, because: [] },
    },
  };
}

function trait(kind: TraitKind, object: KubeObject | null): Trait {
  return { kind, object, at: VERIFY, why: "the value is not read", evidence: [] };
}

const SERVICE: Place = { kind: "service", name: "app", namespace: "shop", port: 80 };
const CONTROLLER: Place = { kind: "controller", name: "controller", namespace: null, port: null };

export function hop(
  role: HopRole,
  object: KubeObject,
  at: FieldPath,
  protection: Protection,
  to: Place = role === "client" ? CONTROLLER : SERVICE,
): Hop {
  const from: Place = role === "client" ? { kind: "client", name: "client", namespace: null, port: null } : CONTROLLER;
  const status = protection === "broken" ? 503 : null;
  return {
    from,
    to,
    role,
    protection,
    by: "controller",
    status,
    evidence: [evidence(FACT, object, at)],
    assumptions: [],
  };
}

/** Nothing is known of who can get at keys. */
export const NO_ACCESS: RuleInput["keyAccess"] = { grants: [], snippets: [], holders: () => [], copies: [] };

interface Run {
  readonly require?: RequiredLevel;
  readonly severityOf?: NonNullable<RuleInput["severityOf"]>;
}

/** Every rule over some routes. */
export function find(paths: readonly JoinedPath[], run: Run = {}): RaisedFinding[] {
  const level = run.require;
  return runRules(RULES, {
    paths,
    instances: [...new Set(paths.map((path) => path.instance))],
    settings: [],
    inventory: new Inventory({ objects: paths.map((path) => path.draft.object), summaries: [] }),
    keyAccess: NO_ACCESS,
    options: { now: 0, requiredFor: () => (level === undefined ? null : { level, statedBy: "--require" }) },
    ...(run.severityOf === undefined ? {} : { severityOf: run.severityOf }),
  });
}

/** `error LH2003` and the like, in the order of the report. */
export function told(findings: readonly RaisedFinding[]): string[] {
  return findings.map((finding) => `${finding.severity} ${finding.slug}`);
}
