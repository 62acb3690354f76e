import type {
  Assumption,
  ClientHop,
  Evidence,
  Finding,
  Hop,
  ObjectRef,
  Place,
  Report,
  Route,
  Source,
} from "../../src/model/report.ts";
import type { Pattern, Protection } from "../../src/model/words.ts";
import type { ReportOptions, RuleEntry } from "../../src/report/contract.ts";
import { summarise } from "../../src/summary.ts";

/** A report by hand with every pattern, every protection and every optional part, so that renderings can be read. */

function ingress(namespace: string, name: string): ObjectRef {
  return { apiVersion: "networking.k8s.io/v1", kind: "Ingress", namespace, name };
}

function at(file: string, line: number, column = 5): Source {
  return { file, line, column };
}

function place(kind: Place["kind"], name: string, namespace: string | null = null, port: Place["port"] = null): Place {
  return { kind, name, namespace, port };
}

const CLIENT = place("client", "client");
const NGINX = place("controller", "ingress-nginx-controller", "ingress-nginx");
const TRAEFIK = place("controller", "traefik", "traefik");

const VERSION_ASSUMED: Assumption = {
  fact: "the version of Traefik",
  assumed: "3.7, the newest that is known",
  supply: "--controller traefik=VERSION, or add its Deployment to the input",
};

function fact(field: string, value: string | null, source: Source | null, text: string): Evidence {
  return {
    object: source === null ? null : ingress("shop", "checkout"),
    field,
    value,
    source,
    fact: text,
    reference: "rootfs/etc/nginx/template/nginx.tmpl",
    basis: "measured",
  };
}

function hop(from: Place, to: Place, role: Hop["role"], protection: Protection, rest: Partial<Hop> = {}): Hop {
  const by = protection === "plaintext" || protection === "unknown" ? "none" : "controller";
  return { from, to, role, protection, by, status: null, evidence: [], assumptions: [], ...rest };
}

const TERMINATES: ClientHop = {
  http: "redirects",
  redirectStatus: 308,
  redirectTo: "https",
  https: "terminates",
  certificate: { kind: "secret", namespace: "shop", name: "shop-tls" },
  clientCertificate: "none",
};
const REFUSED: ClientHop = {
  http: "refused",
  redirectStatus: null,
  redirectTo: null,
  https: "refused",
  certificate: { kind: "none" },
  clientCertificate: "none",
};

interface RouteParts {
  readonly name: string;
  readonly host: string;
  readonly pattern: Pattern;
  readonly weakest: Protection;
  readonly client: ClientHop;
  readonly hops: Hop[];
  readonly path?: string;
  readonly line?: number | null;
  readonly port?: number;
  readonly controller?: Route["controller"];
}

function route(parts: RouteParts): Route {
  const { name, host, path = "/", line = 12, port = null, pattern, weakest, client, hops } = parts;
  return {
    id: `ingress-nginx:Ingress/shop/${name}:${host}${path}`,
    object: ingress("shop", name),
    source: line === null ? null : at(`shop/${name}.yaml`, line, 9),
    controller: parts.controller ?? { id: "ingress-nginx", version: "1.15.1", because: [] },
    host,
    path,
    pathType: "Prefix",
    port,
    client,
    hops,
    pattern,
    weakest,
  };
}

function service(name: string, port: Place["port"] = 443): Place {
  return place("service", name, "shop", port);
}

export const ROUTES: readonly Route[] = [
  route({
    name: "checkout",
    host: "checkout.example.com",
    pattern: "re-encrypt",
    weakest: "tls-unverified",
    client: TERMINATES,
    controller: {
      id: "ingress-nginx",
      version: "1.15.1",
      because: [
        fact("spec.ingressClassName", "nginx", at("shop/checkout.yaml", 9, 3), "The class names this controller."),
      ],
    },
    hops: [
      hop(CLIENT, NGINX, "client", "tls-verified", {
        evidence: [
          fact(
            "spec.tls[0].secretName",
            "shop-tls",
            at("shop/checkout.yaml", 14, 19),
            "The Secret's certificate is served.",
          ),
        ],
      }),
      hop(NGINX, service("checkout"), "backend", "tls-unverified", {
        evidence: [
          fact(
            'metadata.annotations["nginx.ingress.kubernetes.io/proxy-ssl-verify"]',
            "on",
            at("shop/checkout.yaml", 8, 57),
            "Nothing of proxy-ssl-* is read without proxy-ssl-secret.",
          ),
        ],
      }),
      hop(NGINX, place("external", "auth.example.com", null, 80), "auth", "plaintext"),
    ],
  }),
  route({
    name: "payments",
    host: "payments.example.com",
    pattern: "re-encrypt",
    weakest: "mtls",
    client: { ...TERMINATES, clientCertificate: "required" },
    hops: [
      hop(CLIENT, NGINX, "client", "mtls"),
      hop(NGINX, service("payments", "https"), "backend", "mtls", { by: "mesh" }),
    ],
  }),
  route({
    name: "chain",
    host: "chain.example.com",
    pattern: "re-encrypt",
    weakest: "tls-chain",
    client: { ...TERMINATES, http: "serves", redirectStatus: null, redirectTo: null },
    hops: [hop(CLIENT, NGINX, "client", "tls-verified"), hop(NGINX, service("chain"), "backend", "tls-chain")],
  }),
  route({
    name: "reviews",
    host: "reviews.example.com",
    pattern: "edge",
    weakest: "plaintext",
    client: { ...TERMINATES, http: "refused", redirectStatus: null, redirectTo: null },
    hops: [hop(CLIENT, NGINX, "client", "tls-verified"), hop(NGINX, service("reviews", 80), "backend", "plaintext")],
  }),
  route({
    name: "legacy",
    host: "*",
    path: "/legacy",
    pattern: "plaintext",
    weakest: "plaintext",
    line: null,
    client: { ...REFUSED, http: "serves" },
    controller: { id: "traefik", version: null, because: [] },
    hops: [
      hop(CLIENT, TRAEFIK, "client", "plaintext", { assumptions: [VERSION_ASSUMED] }),
      hop(TRAEFIK, service("legacy", 80), "default-backend", "plaintext"),
    ],
  }),
  route({
    name: "vault",
    host: "vault.example.com",
    pattern: "passthrough",
    weakest: "passthrough",
    client: { ...TERMINATES, https: "passes-through", certificate: { kind: "in-pod" } },
    hops: [
      hop(CLIENT, NGINX, "client", "passthrough"),
      hop(NGINX, service("vault", 8200), "backend", "passthrough", { by: "application" }),
    ],
  }),
  route({
    name: "gone",
    host: "gone.example.com",
    pattern: "broken",
    weakest: "broken",
    client: { ...TERMINATES, http: "redirects", redirectTo: "other" },
    hops: [
      hop(CLIENT, NGINX, "client", "tls-verified"),
      hop(NGINX, service("gone"), "backend", "broken", { status: 503 }),
    ],
  }),
  route({
    name: "db",
    host: "*",
    path: "",
    port: 5432,
    pattern: "unknown",
    weakest: "unknown",
    client: REFUSED,
    controller: { id: "unknown", version: null, because: [] },
    hops: [hop(CLIENT, place("controller", "internal"), "client", "unknown")],
  }),
];

function idOf(name: string): string {
  return ROUTES.find((item) => item.object.name === name)?.id ?? "";
}

export const NOT_IN_FORCE: Finding = {
  rule: "LH2003",
  slug: "verification-not-in-force",
  severity: "error",
  message: "The backend's certificate is not checked although proxy-ssl-verify is on: proxy-ssl-secret is absent",
  cause: "LH2003:no-secret",
  object: ingress("shop", "checkout"),
  source: at("shop/checkout.yaml", 8, 57),
  route: idOf("checkout"),
  evidence: [
    fact(
      'metadata.annotations["nginx.ingress.kubernetes.io/proxy-ssl-verify"]',
      "on",
      at("shop/checkout.yaml", 8, 57),
      "Nothing of proxy-ssl-* is read without proxy-ssl-secret.",
    ),
    fact("spec.rules[0].host", "checkout.example.com", at("shop/checkout.yaml", 17, 13), "This host is served."),
  ],
  remedy: {
    text: "Name a Secret with ca.crt and the name to check.",
    edits: [
      {
        object: ingress("shop", "checkout"),
        field: 'metadata.annotations["nginx.ingress.kubernetes.io/proxy-ssl-secret"]',
        value: "shop/backend-ca",
        source: at("shop/checkout.yaml", 7, 5),
        patch: {
          start: at("shop/checkout.yaml", 8, 5),
          end: at("shop/checkout.yaml", 8, 5),
          text: 'nginx.ingress.kubernetes.io/proxy-ssl-secret: "shop/backend-ca"\n    ',
        },
      },
      {
        object: ingress("shop", "checkout"),
        field: 'metadata.annotations["nginx.ingress.kubernetes.io/ssl-protocols"]',
        value: null,
        source: at("shop/checkout.yaml", 9, 5),
        patch: { start: at("shop/checkout.yaml", 9, 1), end: at("shop/checkout.yaml", 10, 1), text: "" },
      },
    ],
  },
  fingerprint: "00000000000000000000000000000001",
  suppressed: null,
};

export function inClear(index: number): Finding {
  return {
    rule: "LH2001",
    slug: "backend-in-clear",
    severity: "note",
    message: `The controller dials Service shop/app-${index} port 80 in clear`,
    cause: "LH2001:in-clear",
    object: ingress("shop", `app-${index}`),
    source: at(`shop/apps/app-${index}.yaml`, 4 + index),
    route: index === 0 ? idOf("reviews") : null,
    evidence: [],
    remedy: { text: "Let the pods serve TLS." },
    fingerprint: `1000000000000000000000000000${String(index).padStart(4, "0")}`,
    suppressed: null,
  };
}

const FINDINGS: readonly Finding[] = [
  NOT_IN_FORCE,
  {
    ...inClear(0),
    rule: "LH1001",
    slug: "served-in-clear-beside-https",
    severity: "warning",
    message: "Port 80 serves what HTTPS protects",
    cause: "LH1001:serves",
    route: idOf("chain"),
    object: ingress("shop", "chain"),
    source: null,
    remedy: null,
    fingerprint: "20000000000000000000000000000000",
  },
  ...Array.from({ length: 12 }, (_, index) => inClear(index)),
  {
    ...inClear(99),
    fingerprint: "30000000000000000000000000000000",
    suppressed: { reason: "the pod network is trusted", until: "2027-01-31" },
  },
];

export const REPORT: Report = {
  formatVersion: "1",
  tool: { name: "lasthop", version: "0.1.0" },
  inputs: [
    {
      kind: "files",
      name: "shop",
      objects: 42,
      skipped: [
        { where: "shop/cut.yaml:3:7", reason: "the document ends inside of a list", error: true },
        { where: "shop/chart/templates/a.yaml:1:1", reason: "a Go template, not a manifest" },
        { where: "shop/chart/templates/b.yaml:1:1", reason: "a Go template, not a manifest" },
      ],
    },
    { kind: "stdin", name: "-", objects: 1, skipped: [] },
  ],
  routes: [...ROUTES],
  findings: [...FINDINGS],
  secrets: [
    {
      namespace: "shop",
      name: "shop-tls",
      exists: true,
      managedBy: "Certificate/shop/shop",
      certificate: {
        subject: "CN=shop.example.com",
        issuer: "CN=Test CA",
        hosts: ["shop.example.com"],
        notBefore: "2026-01-01T00:00:00.000Z",
        notAfter: "2027-01-01T00:00:00.000Z",
        keyType: "rsa 2048",
        publicKeySha256: "ab".repeat(32),
      },
      usedBy: [idOf("checkout")],
      readers: [],
    },
  ],
  assumptions: [{ ...VERSION_ASSUMED, verdicts: 2 }],
  notJudged: {},
  summary: summarise(ROUTES, FINDINGS),
};

export const RULES: readonly RuleEntry[] = [
  {
    id: "LH1001",
    slug: "served-in-clear-beside-https",
    severity: "warning",
    summary: "Port 80 serves what HTTPS protects",
    page: "",
  },
  {
    id: "LH2001",
    slug: "backend-in-clear",
    severity: "note",
    summary: "The controller dials the workload in clear",
    page: "# backend-in-clear (LH2001)\n\n## What it is\n\nTLS ends at the controller.\n",
  },
  {
    id: "LH2003",
    slug: "verification-not-in-force",
    severity: "error",
    summary: "Verification of the backend is asked for and not in force",
    page: [
      "# verification-not-in-force (LH2003)",
      "## What it is",
      "Verification was asked for\nand does nothing.",
      "## Why it matters",
      "Who answers in place of the pod reads everything. See [the page](https://example.com) and `ca.crt`.",
      "More.",
      "## How to fix",
      "```yaml\nmetadata:\n  annotations: {}\n```",
      "- Name a Secret.",
    ].join("\n\n"),
  },
];

export const OPTIONS: ReportOptions = {
  subject: "routes",
  rules: RULES,
  width: 80,
  color: false,
  unicode: true,
  showSuppressed: false,
  brief: false,
  failOn: "error",
};
