import { describe, expect, it } from "vitest";
import {
  cluster,
  configMap,
  gateway,
  HTTP,
  HTTPS,
  type Implementation,
  KEYS,
  type Manifest,
  object,
  PASSTHROUGH,
  policy,
  REDIRECT,
  route,
  routeOf,
  secret,
  service,
  SYSTEM,
  told,
} from "./world.ts";

interface Case {
  readonly name: string;
  readonly objects: readonly Manifest[];
  /** What each implementation makes of it; `others` where the rest agree. */
  readonly told: Readonly<Partial<Record<Implementation | "others", string>>>;
  readonly at?: Parameters<typeof routeOf>[1];
}

const EDGE = gateway([HTTPS]);
const BOTH = gateway([HTTP, HTTPS]);
const only = (backend: string): string => `http refused, https terminates, ${backend}`;
const DEAD = "http refused, https refused, broken 500";
/** Traefik ends TLS and then answers by itself. */
const DEAD_BEHIND = "http refused, https terminates, broken 500";
const GONE = "http refused, https refused, broken";

/** One manifest for all: where they differ, the facts say why. */
const CASES: readonly Case[] = [
  { name: "port 443 and no policy", objects: [EDGE, route()], told: { others: only("plaintext") } },
  {
    name: "appProtocol https and no policy",
    objects: [EDGE, route(), service({ appProtocol: "https" })],
    told: {
      "envoy-gateway": only("plaintext"),
      contour: only("tls-unverified"),
      traefik: only("tls-verified"),
      nobody: only("unknown"),
    },
  },
  {
    name: "appProtocol in capitals",
    objects: [EDGE, route(), service({ appProtocol: "HTTPS" })],
    told: { "envoy-gateway": only("plaintext"), contour: DEAD, traefik: only("tls-verified"), nobody: only("unknown") },
  },
  {
    name: "appProtocol kubernetes.io/h2c",
    objects: [EDGE, route(), service({ appProtocol: "kubernetes.io/h2c" })],
    told: { others: only("plaintext") },
  },
  {
    name: "appProtocol kubernetes.io/wss",
    objects: [EDGE, route(), service({ appProtocol: "kubernetes.io/wss" })],
    told: { "envoy-gateway": only("plaintext"), contour: DEAD, traefik: only("tls-verified"), nobody: only("unknown") },
  },
  {
    name: "a policy for the whole Service",
    objects: [EDGE, route(), policy()],
    told: { others: only("tls-verified") },
  },
  {
    name: "a policy beside appProtocol h2c",
    objects: [EDGE, route(), policy(), service({ appProtocol: "kubernetes.io/h2c" })],
    told: { others: only("tls-verified") },
  },
  {
    name: "a policy for the port by name",
    objects: [EDGE, route(), policy({}, { sectionName: "https" })],
    told: { others: only("tls-verified") },
  },
  {
    name: "a policy for the port by number",
    objects: [EDGE, route(), policy({}, { sectionName: "443" })],
    told: { others: only("plaintext") },
  },
  {
    name: "a policy in another namespace",
    objects: [EDGE, route(), policy({}, {}, { metadata: { name: "app", namespace: "other" } })],
    told: { others: only("plaintext") },
  },
  {
    name: "the system's CAs",
    objects: [EDGE, route(), policy(SYSTEM)],
    told: { contour: only("plaintext"), others: only("tls-verified") },
  },
  {
    name: "a CA that is not there",
    objects: [EDGE, route(), policy({ caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "gone" }] })],
    told: { contour: only("plaintext"), traefik: DEAD_BEHIND, others: DEAD },
  },
  {
    name: "a CA under ca.pem",
    objects: [EDGE, route(), policy(), configMap("app-ca", { "ca.pem": "-----BEGIN CERTIFICATE-----" })],
    told: { "envoy-gateway": only("tls-verified"), contour: only("plaintext"), traefik: DEAD_BEHIND, nobody: DEAD },
  },
  {
    name: "a CA in a Secret",
    objects: [
      EDGE,
      route(),
      policy({ caCertificateRefs: [{ group: "", kind: "Secret", name: "ca" }] }),
      secret("ca", { "ca.crt": KEYS["tls.crt"] ?? "" }, "shop", "Opaque"),
    ],
    told: { others: only("tls-verified") },
  },
  {
    name: "subjectAltNames",
    objects: [EDGE, route(), policy({ subjectAltNames: [{ type: "Hostname", hostname: "other" }] })],
    told: { others: only("tls-verified") },
  },
  {
    name: "a policy and a GRPCRoute",
    objects: [EDGE, route({}, "shop", "GRPCRoute"), policy()],
    told: { contour: only("tls-unverified"), traefik: only("plaintext"), others: only("tls-verified") },
  },
  {
    name: "a policy behind passthrough",
    objects: [gateway([PASSTHROUGH]), route({ parentRefs: [{ name: "edge" }] }, "shop", "TLSRoute"), policy()],
    told: {
      "envoy-gateway": "http refused, https refused, broken",
      others: "http refused, https passes-through, passthrough",
    },
  },
  {
    name: "a policy behind a TLSRoute that is terminated",
    objects: [
      gateway([{ ...HTTPS, protocol: "TLS", tls: { ...HTTPS.tls, mode: "Terminate" } }]),
      route({}, "shop", "TLSRoute"),
      policy(),
    ],
    told: { contour: only("plaintext"), traefik: only("plaintext"), others: only("tls-verified") },
  },
  {
    name: "client certificates by spec.tls.frontend",
    objects: [
      gateway([HTTPS], {
        tls: {
          frontend: {
            default: { validation: { caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "app-ca" }] } },
          },
        },
      }),
      route(),
    ],
    told: {
      contour: only("plaintext"),
      traefik: only("plaintext"),
      others: "http refused, https terminates (client certificate required), plaintext",
    },
  },
  {
    name: "the Gateway's own client certificate",
    objects: [
      gateway([HTTPS], { tls: { backend: { clientCertificateRef: { group: "", kind: "Secret", name: "shop-tls" } } } }),
      route(),
      policy(),
    ],
    told: { contour: only("tls-verified"), traefik: only("tls-verified"), others: only("mtls") },
  },
  {
    name: "a route without sectionName",
    objects: [BOTH, route({ parentRefs: [{ name: "edge" }] })],
    told: { others: "http serves, https terminates, plaintext" },
  },
  {
    name: "a redirect on the plain listener",
    objects: [
      BOTH,
      route(),
      route({ parentRefs: [{ name: "edge", sectionName: "http" }], rules: [REDIRECT] }, "redirect"),
    ],
    told: { others: "http redirects to https, https terminates, plaintext" },
  },
  {
    name: "a redirect on both listeners",
    objects: [BOTH, route({ parentRefs: [{ name: "edge" }], rules: [REDIRECT] }, "a-redirect")],
    told: { others: "http redirects to https, https terminates, no backend" },
  },
  {
    name: "a certificate that is not there",
    objects: [
      gateway([{ ...HTTPS, tls: { certificateRefs: [{ group: "", kind: "Secret", name: "gone" }] } }]),
      route(),
    ],
    told: { traefik: "http refused, https refused, broken 404", others: GONE },
  },
  {
    name: "a certificate of another namespace without a grant",
    objects: [
      gateway([
        { ...HTTPS, tls: { certificateRefs: [{ group: "", kind: "Secret", name: "shop-tls", namespace: "certs" }] } },
      ]),
      secret("shop-tls", KEYS, "certs"),
      route(),
    ],
    told: { traefik: "http refused, https refused, broken 404", others: GONE },
  },
  {
    name: "a certificate of another namespace with a grant",
    objects: [
      gateway([
        { ...HTTPS, tls: { certificateRefs: [{ group: "", kind: "Secret", name: "shop-tls", namespace: "certs" }] } },
      ]),
      secret("shop-tls", KEYS, "certs"),
      object(
        "ReferenceGrant",
        "shop",
        {
          from: [{ group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "shop" }],
          to: [{ group: "", kind: "Secret" }],
        },
        { metadata: { name: "shop", namespace: "certs" } },
      ),
      route(),
    ],
    told: { others: only("plaintext") },
  },
  {
    name: "one certificate of two is not there",
    objects: [
      gateway([
        {
          ...HTTPS,
          tls: { certificateRefs: [...HTTPS.tls.certificateRefs, { group: "", kind: "Secret", name: "gone" }] },
        },
      ]),
      route(),
    ],
    told: { contour: GONE, traefik: "http refused, https refused, broken 404", others: only("plaintext") },
  },
  {
    name: "two listeners with one host name",
    objects: [gateway([HTTPS, { ...HTTPS, name: "again" }]), route()],
    told: { contour: only("plaintext"), traefik: only("plaintext"), others: GONE },
  },
  {
    name: "HTTP and HTTPS on one port",
    objects: [gateway([HTTPS, { ...HTTP, port: 443 }]), route()],
    told: { contour: only("plaintext"), traefik: only("plaintext"), others: GONE },
  },
  {
    name: "a Service that is not there",
    objects: [EDGE, route({ rules: [{ backendRefs: [{ kind: "Service", name: "gone", port: 443 }] }] })],
    told: { traefik: DEAD_BEHIND, others: DEAD },
  },
  {
    name: "a Service of another namespace without a grant",
    objects: [
      EDGE,
      route({ rules: [{ backendRefs: [{ kind: "Service", name: "app", namespace: "other", port: 443 }] }] }),
    ],
    told: { traefik: DEAD_BEHIND, others: DEAD },
  },
  {
    name: "a share that cannot be had",
    objects: [
      EDGE,
      route({
        rules: [
          {
            backendRefs: [
              { kind: "Service", name: "app", port: 443 },
              { kind: "Service", name: "gone", port: 443 },
            ],
          },
        ],
      }),
    ],
    told: { others: only("plaintext + broken 500") },
  },
  {
    name: "no backend at all",
    objects: [EDGE, route({ rules: [{}] })],
    told: { traefik: DEAD_BEHIND, others: DEAD },
  },
  {
    name: "a copy of every request",
    objects: [
      EDGE,
      route({
        rules: [
          {
            filters: [
              { type: "RequestMirror", requestMirror: { backendRef: { kind: "Service", name: "app", port: 443 } } },
            ],
            backendRefs: [{ kind: "Service", name: "app", port: 443 }],
          },
        ],
      }),
    ],
    told: { traefik: DEAD_BEHIND, others: only("plaintext + mirror plaintext") },
  },
  {
    name: "plain HTTP on port 443",
    objects: [gateway([{ ...HTTP, name: "https", port: 443 }]), route()],
    told: { others: "http serves, https refused, plaintext" },
    at: { port: 443 },
  },
];

/** A different answer for Traefik, whose entry points are 80 and 443 here, where a port is not the usual one. */
const IMPLEMENTATIONS: readonly Implementation[] = ["envoy-gateway", "contour", "traefik", "nobody"];

describe.each(CASES)("$name", ({ objects, told: want, at }) => {
  it.each(IMPLEMENTATIONS)("with %s", (implementation) => {
    const expected = want[implementation] ?? want.others;
    if (expected === undefined) return;
    const plainOn443 = implementation === "traefik" && at?.port === 443;
    const found = routeOf(cluster(implementation, objects), plainOn443 ? {} : at);
    expect(told(found)).toBe(plainOn443 ? "http refused, https refused, plaintext" : expected);
  });
});

describe("an HTTPProxy that nobody can get an answer from", () => {
  it("is told by what takes the answer away, not by the port that was never asked for", () => {
    const proxy = object("HTTPProxy", "shop", {
      virtualhost: { fqdn: "shop.example.com" },
      routes: [{ services: [{ name: "app", port: 8080 }] }],
    });
    const found = cluster("contour", [proxy]).findings.filter(({ rule }) => rule === "LH1015");
    expect(found.map(({ message }) => message)).toEqual([
      "Clients get status 503 here: Service shop/app has no port 8080",
    ]);
  });
});
