import { describe, expect, it } from "vitest";
import { ingress, judged, report, type Row, service, TLS, verdict } from "../../../test/support/nginx-cluster.ts";

const PASSES = ["--enable-ssl-passthrough"];
const ASKS = { "ssl-passthrough": "true" };
const ERRORS = { ...ASKS, "default-backend": "err", "custom-http-errors": "503" };
const ERR = service("err", { selector: { app: "err" }, ports: [{ port: 80 }] });
const PORTS = [{ name: "https", port: 443, targetPort: 8443 }];
const DEAD = "serves | refused none | plaintext";
const OLD = { created: "2026-01-01T00:00:00Z" };
const YOUNG = { created: "2026-02-01T00:00:00Z" };

const PASSTHROUGH: readonly Row[] = [
  [
    "a headless Service",
    {
      annotations: ASKS,
      args: PASSES,
      backend: ["web", 443],
      more: [service("web", { clusterIP: "None", selector: { app: "web" }, ports: PORTS })],
    },
    DEAD,
    "passthroughNoAddress",
  ],
  [
    "a port by its target",
    {
      annotations: ASKS,
      args: PASSES,
      backend: ["web", 8443],
      more: [service("web", { selector: { app: "web" }, ports: PORTS })],
    },
    DEAD,
    "passthroughNoAddress",
  ],
  [
    "beside error pages of its own the pods are dialled by TLS, without the flag too",
    { annotations: ERRORS, more: [ERR] },
    "serves | terminates controller-default | tls-unverified",
    "dialledByTls",
  ],
  [
    "not for codes that are none",
    { annotations: { ...ERRORS, "custom-http-errors": "x" }, more: [ERR] },
    "refused | refused controller-default | broken 404",
    "rejectedValue",
  ],
  [
    "not where the default-backend is missing",
    { annotations: ERRORS },
    "serves | terminates controller-default | plaintext",
    "clearByDefault",
  ],
];

const SNIPPETS = { "allow-snippet-annotations": "true", "annotations-risk-level": "Critical" };
const ANSWERS: readonly Row[] = [
  [
    "a server-snippet that refuses",
    { annotations: { "server-snippet": "return 403;" }, config: SNIPPETS },
    "refused | refused controller-default | broken 403",
    "snippetRefuses",
  ],
  [
    "a server-snippet of the ConfigMap that redirects",
    { config: { "server-snippet": "if ($scheme = http) { return 301 https://$host$request_uri; }" } },
    "redirects301 | terminates controller-default | plaintext",
    "snippetRedirect",
  ],
  [
    "a redirect for a header that no client has to send",
    {
      annotations: { "configuration-snippet": 'if ($http_x_forwarded_proto = "http") { return 301 https://$host; }' },
      config: SNIPPETS,
    },
    "serves | terminates controller-default | plaintext",
    "redirectNoEntry",
  ],
  [
    "an empty temporal-redirect hides the permanent one",
    { annotations: { "temporal-redirect": "", "permanent-redirect": "https://other.example.test" } },
    "serves | terminates controller-default | plaintext",
    "redirectNoEntry",
  ],
  [
    "a code that is no redirect",
    { annotations: { "permanent-redirect": "https://other.example.test", "permanent-redirect-code": "300" } },
    "refused | refused controller-default | broken 300",
    "redirectAnswer",
  ],
  [
    "no handshake without a host",
    { host: null, config: { "ssl-reject-handshake": "true" } },
    "serves | refused none | plaintext",
    "handshakeRejected",
  ],
];

const DENIED = "refused | refused controller-default | broken 503";
const DENIALS: readonly Row[] = [
  ["an empty list of addresses", { annotations: { "allowlist-source-range": "" } }, DENIED, "deniedValue"],
  ["auth-type without a Secret", { annotations: { "auth-type": "basic" } }, DENIED, "deniedValue"],
  [
    "a duration before a code",
    { annotations: { "auth-url": "http://auth.shop.svc/", "auth-cache-duration": "5m 200" } },
    DENIED,
    "deniedValue",
  ],
  ["an auth-url without a scheme", { annotations: { "auth-url": "auth.shop.svc" } }, DENIED, "deniedValue"],
  ["headers by a bare name", { annotations: { "custom-headers": "headers" } }, DENIED, "deniedValue"],
  [
    "a duration that is none drops authentication instead",
    { annotations: { "auth-url": "http://auth.shop.svc/", "auth-cache-duration": "x;" } },
    "serves | terminates controller-default | plaintext",
    "clearByDefault",
  ],
];

describe.each([
  ["passthrough", PASSTHROUGH],
  ["answers before the pods", ANSWERS],
  ["values that deny the location", DENIALS],
] as const)("%s", (_, rows) => {
  it.each(rows.map((row) => [row[0], row] as const))("%s", (_name, row) => {
    expect(judged(row)).toEqual({ verdict: row[2], cites: true });
  });
});

describe("paths of one host", () => {
  const other = (annotations: Readonly<Record<string, string>>): unknown =>
    ingress("other", { path: "/api/v1", annotations, ...OLD });

  it("keep apart as prefixes", () => {
    const { routes } = report({ path: "/api/V1", more: [other({})] });
    expect(routes.find(({ object }) => object.name === "app")?.hops[1]?.protection).toBe("plaintext");
  });

  it("are expressions without regard to letter case once one of them is", () => {
    const row: Row = [
      "",
      { path: "/api/V1", more: [other({ "use-regex": "true" })] },
      "refused | refused controller-default | broken",
      "outranked",
    ];
    expect(judged(row)).toEqual({ verdict: row[2], cites: true });
  });

  it("break the configuration when one comes twice with the same type", () => {
    const twin = ingress("other", { pathType: "Exact", ...OLD });
    const { findings } = report({ pathType: "Exact", more: [twin] });
    const told = findings.filter(({ rule }) => rule === "LH1021");
    expect(told.map(({ object, remedy }) => [object.name, remedy?.text])).toEqual([
      ["app", "Take out this path or the one of Ingress shop/other."],
    ]);
  });

  it("leave a younger Ingress the root that an older one has no path for", () => {
    const younger = ingress("younger", { tls: TLS, ...YOUNG });
    const { routes } = report({ path: "/a", more: [younger] });
    expect(routes.filter(({ path }) => path === "/").map(verdict)).toEqual([
      "redirects308 | terminates web | plaintext",
    ]);
  });
});
