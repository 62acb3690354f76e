import { describe, expect, it } from "vitest";
import { ingress, judged, report, type Row, service, TLS, VERIFIED } from "../../../test/support/nginx-cluster.ts";

const REDIRECTS: readonly Row[] = [
  ["a tls section redirects", { tls: TLS }, "redirects308 | terminates web | plaintext", "redirects"],
  ["without one port 80 serves", {}, "serves | terminates controller-default | plaintext", "redirectNoEntry"],
  [
    "an empty tls entry redirects to the generated certificate",
    { tls: [{}] },
    "redirects308 | terminates controller-default | plaintext",
    "redirects",
  ],
  [
    "ssl-redirect false serves",
    { tls: TLS, annotations: { "ssl-redirect": "false" } },
    "serves | terminates web | plaintext",
    "redirectOff",
  ],
  [
    "force-ssl-redirect needs no tls section",
    { annotations: { "force-ssl-redirect": "T" } },
    "redirects308 | terminates controller-default | plaintext",
    "redirectForced",
  ],
  [
    "yes is no boolean",
    { annotations: { "force-ssl-redirect": "yes" } },
    "serves | terminates controller-default | plaintext",
    "redirectNoEntry",
  ],
  [
    "the ConfigMap's code",
    { tls: TLS, config: { "http-redirect-code": "302" } },
    "redirects302 | terminates web | plaintext",
    "redirects",
  ],
  [
    "an empty text in the ConfigMap is false",
    { tls: TLS, config: { "ssl-redirect": "" } },
    "serves | terminates web | plaintext",
    "redirectOff",
  ],
  [
    "ACME paths are served",
    { tls: TLS, path: "/.well-known/acme-challenge/x" },
    "serves | terminates web | plaintext",
    "redirectExcepted",
  ],
  [
    "a rule without host never redirects",
    { tls: TLS, host: null },
    "serves | terminates controller-default | plaintext",
    "redirectHostless",
  ],
  [
    "permanent-redirect comes first",
    { tls: TLS, annotations: { "permanent-redirect": "http://other.example.test" } },
    "redirects301 | terminates web | none",
    "redirectAnswer",
  ],
  [
    "app-root keeps the scheme",
    { tls: TLS, annotations: { "app-root": "/home" } },
    "redirects302 | terminates web | plaintext",
    "appRoot",
  ],
];

const UNVERIFIED = ingress("other", { host: "other.example.test", annotations: { "backend-protocol": "HTTPS" } });

const BACKENDS: readonly Row[] = [
  [
    "a verified route rides on connections that another opened to anybody",
    { annotations: VERIFIED, more: [UNVERIFIED] },
    "serves | terminates controller-default | tls-unverified",
    "keepalive",
  ],
  [
    "not where connections are not kept",
    { annotations: VERIFIED, more: [UNVERIFIED], config: { "upstream-keepalive-connections": "0" } },
    "serves | terminates controller-default | mtls",
    "verified",
  ],
  [
    "nor where the other leads to other pods",
    {
      annotations: VERIFIED,
      more: [
        ingress("other", { annotations: { "backend-protocol": "HTTPS" }, host: "o.example.test", backend: ["b", 80] }),
        service("b", { selector: { app: "b" }, ports: [{ port: 80 }] }),
      ],
    },
    "serves | terminates controller-default | mtls",
    "verified",
  ],
  [
    "nor where the other sends clear text",
    { annotations: VERIFIED, more: [ingress("other", { host: "other.example.test" })] },
    "serves | terminates controller-default | mtls",
    "verified",
  ],
  [
    "lower case is fine",
    { annotations: { "backend-protocol": " https " } },
    "serves | terminates controller-default | tls-unverified",
    "unverifiedByDefault",
  ],
  [
    "a line break means clear text",
    { annotations: { "backend-protocol": "HTTPS\n" } },
    "serves | terminates controller-default | plaintext",
    "protocolNewline",
  ],
  [
    "an unknown word means clear text",
    { annotations: { "backend-protocol": "TLS" } },
    "serves | terminates controller-default | plaintext",
    "protocolInvalid",
  ],
  [
    "GRPCS is never verified",
    { annotations: { ...VERIFIED, "backend-protocol": "GRPCS" } },
    "serves | terminates controller-default | tls-unverified",
    "grpcs",
  ],
  [
    "the complete set verifies and sends a certificate",
    { annotations: VERIFIED },
    "serves | terminates controller-default | mtls",
    "verified",
  ],
  [
    "On is off",
    { annotations: { ...VERIFIED, "proxy-ssl-verify": "On" } },
    "serves | terminates controller-default | tls-unverified",
    "verifyOff",
  ],
  [
    "without a name every request fails",
    { annotations: { "backend-protocol": "HTTPS", "proxy-ssl-secret": "shop/ca", "proxy-ssl-verify": "on" } },
    "refused | refused controller-default | broken 502",
    "nameIsBalancer",
  ],
  [
    "a bare Secret name denies the location",
    { annotations: { "proxy-ssl-secret": "ca" } },
    "refused | refused controller-default | broken 503",
    "secretDenied",
  ],
  [
    "a missing Secret denies it too",
    { annotations: { "proxy-ssl-secret": "shop/gone" } },
    "refused | refused controller-default | broken 503",
    "secretDenied",
  ],
  [
    "a Secret with a line break takes the Ingress out",
    { annotations: { "proxy-ssl-secret": "shop/ca\n" } },
    "refused | refused controller-default | broken 404",
    "rejectedValue",
  ],
];

const OTHERS: readonly Row[] = [
  [
    "passthrough with the flag",
    { annotations: { "ssl-passthrough": "true" }, args: ["--enable-ssl-passthrough"] },
    "serves | passes-through in-pod | passthrough",
    "passthrough",
  ],
  [
    "passthrough without the flag",
    { annotations: { "ssl-passthrough": "true" } },
    "serves | terminates controller-default | plaintext",
    "passthroughNoFlag",
  ],
  [
    "passthrough with a sub-path alone",
    { annotations: { "ssl-passthrough": "true" }, path: "/x", args: ["--enable-ssl-passthrough"] },
    "serves | refused none | plaintext",
    "passthroughNoRoot",
  ],
  [
    "an unusable auth-tls-secret closes the host",
    { tls: TLS, annotations: { "auth-tls-secret": "shop/gone" } },
    "refused | refused web | broken 403",
    "clientCertificateDenied",
  ],
  [
    "a snippet takes the Ingress out by default",
    { annotations: { "configuration-snippet": "return 200;" } },
    "refused | refused controller-default | broken 404",
    "rejectedRisk",
  ],
  [
    "an older release took it",
    { annotations: { "configuration-snippet": "# x" }, image: "registry.k8s.io/ingress-nginx/controller:v1.8.1" },
    "serves | terminates controller-default | plaintext",
    "clearByDefault",
  ],
];

describe.each([
  ["redirects", REDIRECTS],
  ["the hop to the pods", BACKENDS],
  ["passthrough, client certificates, snippets", OTHERS],
] as const)("%s", (_, rows) => {
  it.each(rows.map((row) => [row[0], row] as const))("%s", (_name, row) => {
    expect(judged(row)).toEqual({ verdict: row[2], cites: true });
  });
});

describe("Ingresses that share a host", () => {
  const young = { created: "2026-02-01T00:00:00Z" };

  it("get the verification of the one that has it, with a trait that says so", () => {
    const sibling = ingress("b", { path: "/b", annotations: { "backend-protocol": "HTTPS" }, ...young });
    const { routes, findings } = report({ annotations: VERIFIED, path: "/a", more: [sibling] });
    expect(routes.find((route) => route.path === "/b")?.hops[1]?.protection).toBe("mtls");
    expect(findings.map(({ rule }) => rule)).toContain("LH2007");
  });

  it("do not with proxy-ssl-location-only", () => {
    const sibling = ingress("b", { path: "/b", annotations: { "backend-protocol": "HTTPS" }, ...young });
    const config = { "proxy-ssl-location-only": "true" };
    const { routes } = report({ annotations: VERIFIED, path: "/a", more: [sibling], config });
    expect(routes.find((route) => route.path === "/b")?.hops[1]?.protection).toBe("tls-unverified");
  });

  it("name both outcomes where age decides and nobody has one", () => {
    const sibling = ingress("b", { path: "/b", tls: [{ hosts: ["shop.example.test"], secretName: "ca" }] });
    const { findings } = report({ path: "/a", tls: TLS, more: [sibling] });
    const age = findings.find(({ rule }) => rule === "LH1016");
    expect(age?.message).toMatch(/Secret shop\/ca .* Secret shop\/web|Secret shop\/web .* Secret shop\/ca/);
  });
});

describe("a location that is answered 503", () => {
  it("has no finding about the pods, which nothing reaches", () => {
    const { findings } = report({ annotations: { ...VERIFIED, "proxy-ssl-secret": "shop/gone" } });
    expect(findings.map(({ rule }) => rule).filter((rule) => rule.startsWith("LH2"))).toEqual([]);
    expect(findings.map(({ rule }) => rule)).toContain("LH1015");
  });
});
