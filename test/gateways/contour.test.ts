import { describe, expect, it } from "vitest";
import { FACTS } from "../../src/controllers/contour/facts.ts";
import { cluster, KEYS, type Manifest, object, PEM, routeOf, secret, service, type Row, told } from "./world.ts";

interface ContourRow extends Row {
  /** contour.yaml */
  readonly settings?: string;
  readonly path?: string;
}

const FORCE = "ingress.kubernetes.io/force-ssl-redirect";
const ALLOW = "kubernetes.io/ingress.allow-http";
const UPSTREAM = "projectcontour.io/upstream-protocol.tls";

function ingress(
  annotations: Readonly<Record<string, string>> = {},
  tls: unknown = [{ hosts: ["shop.example.com"], secretName: "shop-tls" }],
): Manifest {
  const backend = { service: { name: "app", port: { number: 443 } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "shop", namespace: "shop", annotations },
    spec: {
      ingressClassName: "contour",
      tls,
      rules: [{ host: "shop.example.com", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
    },
  };
}

const toOther = {
  rules: [
    {
      host: "shop.example.com",
      http: {
        paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "other", port: { number: 443 } } } }],
      },
    },
  ],
};

interface Proxy {
  readonly tls?: unknown;
  readonly route?: Manifest;
  readonly service?: Manifest;
  readonly spec?: Manifest;
}

function proxy({
  tls = { secretName: "shop-tls" },
  route = {},
  service: backend = {},
  spec = {},
}: Proxy = {}): Manifest {
  const services = [{ name: "app", port: 443, ...backend }];
  const virtualhost = { fqdn: "shop.example.com", ...(tls === null ? {} : { tls }) };
  return object("HTTPProxy", "shop", { virtualhost, routes: [{ services, ...route }], ...spec });
}

const CA = secret("ca", { "ca.crt": Buffer.from(PEM).toString("base64") }, "shop", "Opaque");
const VALID = { caSecret: "ca", subjectName: "app.shop.svc" };
const CLIENT = "tls:\n  envoy-client-certificate:\n    name: shop-tls\n    namespace: shop\n";
const edge = (backend: string, http = "redirects to https"): string => `http ${http}, https terminates, ${backend}`;
const GONE = "http refused, https refused, broken";

const ROWS: readonly ContourRow[] = [
  { name: "Ingress with tls", fact: FACTS.plainVhost, objects: [ingress()], told: edge("plaintext", "serves") },
  {
    name: "Ingress with a forced redirect",
    fact: FACTS.forceRedirect,
    objects: [ingress({ [FORCE]: "true" })],
    told: edge("plaintext"),
  },
  {
    name: "a forced redirect in capitals",
    fact: FACTS.forceRedirect,
    objects: [ingress({ [FORCE]: "True" })],
    told: edge("plaintext", "serves"),
  },
  {
    name: "Ingress without plain HTTP",
    fact: FACTS.plainVhost,
    objects: [ingress({ [ALLOW]: "false" })],
    told: edge("plaintext", "refused"),
  },
  {
    name: "Ingress whose Secret is missing",
    fact: FACTS.noSecureVhost,
    objects: [ingress({}, [{ hosts: ["shop.example.com"], secretName: "gone" }])],
    told: "http serves, https refused, plaintext",
  },
  {
    name: "a redirect whose Secret is missing",
    fact: FACTS.forceRedirect,
    objects: [ingress({ [FORCE]: "true" }, [{ hosts: ["shop.example.com"], secretName: "gone" }])],
    told: "http redirects to https, https refused, no backend",
  },
  {
    name: "Ingress whose tls names no hosts",
    fact: FACTS.noSecureVhost,
    objects: [ingress({}, [{ secretName: "shop-tls" }])],
    told: "http serves, https refused, plaintext",
  },
  {
    name: "a certificate of another namespace without delegation",
    fact: FACTS.delegation,
    objects: [ingress({ "projectcontour.io/tls-cert-namespace": "certs" }), secret("shop-tls", KEYS, "certs")],
    told: "http serves, https refused, plaintext",
  },
  {
    name: "the annotation on the Ingress",
    fact: FACTS.annotation,
    objects: [ingress({ [UPSTREAM]: "443" })],
    told: edge("plaintext", "serves"),
  },
  {
    name: "the annotation by port number",
    fact: FACTS.annotation,
    objects: [ingress(), service({}, { annotations: { [UPSTREAM]: "443" } })],
    told: edge("tls-unverified", "serves"),
  },
  {
    name: "the annotation by port name",
    fact: FACTS.annotation,
    objects: [ingress(), service({}, { annotations: { [UPSTREAM]: "http, https" } })],
    told: edge("tls-unverified", "serves"),
  },
  {
    name: "the annotation by target port",
    fact: FACTS.annotation,
    objects: [ingress(), service({ targetPort: 8443 }, { annotations: { [UPSTREAM]: "8443" } })],
    told: edge("plaintext", "serves"),
  },
  {
    name: "appProtocol https",
    fact: FACTS.appProtocol,
    objects: [ingress(), service({ appProtocol: "https" })],
    told: edge("tls-unverified", "serves"),
  },
  {
    name: "appProtocol http beside the annotation",
    fact: FACTS.appProtocol,
    objects: [ingress(), service({ appProtocol: "http" }, { annotations: { [UPSTREAM]: "443" } })],
    told: edge("plaintext", "serves"),
  },
  {
    name: "appProtocol in capitals",
    fact: FACTS.appProtocol,
    objects: [ingress(), service({ appProtocol: "HTTPS" })],
    told: edge("plaintext", "serves"),
  },
  {
    name: "a client certificate to an unverified backend",
    fact: FACTS.clientCertificate,
    settings: CLIENT,
    objects: [ingress(), service({ appProtocol: "https" })],
    told: edge("tls-unverified", "serves"),
  },
  { name: "HTTPProxy with tls", fact: FACTS.proxyRedirect, objects: [proxy()], told: edge("plaintext") },
  {
    name: "HTTPProxy without tls",
    fact: FACTS.proxyPlain,
    objects: [proxy({ tls: null })],
    told: "http serves, https refused, plaintext",
  },
  {
    name: "permitInsecure",
    fact: FACTS.permitInsecure,
    objects: [proxy({ route: { permitInsecure: true } })],
    told: edge("plaintext", "serves"),
  },
  {
    name: "permitInsecure forbidden",
    fact: FACTS.permitDisabled,
    settings: "disablePermitInsecure: true\n",
    objects: [proxy({ route: { permitInsecure: true } })],
    told: edge("plaintext"),
  },
  {
    name: "HTTPProxy whose Secret is missing",
    fact: FACTS.proxyBadSecret,
    objects: [proxy({ tls: { secretName: "gone" } })],
    told: GONE,
  },
  {
    name: "a Secret of another namespace",
    fact: FACTS.delegation,
    objects: [proxy({ tls: { secretName: "certs/shop-tls" } }), secret("shop-tls", KEYS, "certs")],
    told: GONE,
  },
  {
    name: "a delegated Secret",
    fact: FACTS.delegation,
    objects: [
      proxy({ tls: { secretName: "certs/shop-tls" } }),
      secret("shop-tls", KEYS, "certs"),
      object(
        "TLSCertificateDelegation",
        "shop",
        { delegations: [{ secretName: "shop-tls", targetNamespaces: ["shop"] }] },
        { metadata: { name: "shop", namespace: "certs" } },
      ),
    ],
    told: edge("plaintext"),
  },
  {
    name: "protocol tls",
    fact: FACTS.protocolField,
    objects: [proxy({ service: { protocol: "tls" } })],
    told: edge("tls-unverified"),
  },
  {
    name: "protocol h2c",
    fact: FACTS.protocolField,
    objects: [proxy({ service: { protocol: "h2c" } }), service({ appProtocol: "https" })],
    told: edge("plaintext"),
  },
  {
    name: "validation with protocol tls",
    fact: FACTS.validated,
    objects: [proxy({ service: { protocol: "tls", validation: VALID } }), CA],
    told: edge("tls-verified"),
  },
  {
    name: "validation with appProtocol",
    fact: FACTS.validated,
    objects: [proxy({ service: { validation: VALID } }), CA, service({ appProtocol: "https" })],
    told: edge("tls-verified"),
  },
  {
    name: "validation without a protocol",
    fact: FACTS.validationWithoutTls,
    objects: [proxy({ service: { validation: VALID } }), CA],
    told: edge("plaintext"),
  },
  {
    name: "validation whose CA is missing",
    fact: FACTS.badValidation,
    objects: [proxy({ service: { protocol: "tls", validation: VALID } })],
    told: GONE,
  },
  {
    name: "validation without a name",
    fact: FACTS.badValidation,
    objects: [proxy({ service: { protocol: "tls", validation: { caSecret: "ca" } } }), CA],
    told: GONE,
  },
  {
    name: "validation and a client certificate",
    fact: FACTS.clientCertificate,
    settings: CLIENT,
    objects: [proxy({ service: { protocol: "tls", validation: VALID } }), CA],
    told: edge("mtls"),
  },
  {
    name: "tcpproxy with a Secret",
    fact: FACTS.tcpTerminates,
    objects: [proxy({ spec: { routes: [], tcpproxy: { services: [{ name: "app", port: 443 }] } } })],
    told: "http refused, https terminates, plaintext",
  },
  {
    name: "tcpproxy with passthrough",
    fact: FACTS.tcpPassthrough,
    objects: [
      proxy({ tls: { passthrough: true }, spec: { routes: [], tcpproxy: { services: [{ name: "app", port: 443 }] } } }),
    ],
    told: "http refused, https passes-through, passthrough",
  },
  {
    name: "tcpproxy that verifies",
    fact: FACTS.validated,
    objects: [
      proxy({
        spec: { routes: [], tcpproxy: { services: [{ name: "app", port: 443, protocol: "tls", validation: VALID }] } },
      }),
      CA,
    ],
    told: "http refused, https terminates, tls-verified",
  },
  {
    name: "tcpproxy without tls",
    fact: FACTS.proxyInvalid,
    objects: [proxy({ tls: null, spec: { routes: [], tcpproxy: { services: [{ name: "app", port: 443 }] } } })],
    told: GONE,
  },
  {
    name: "client certificates",
    fact: FACTS.clientValidation,
    objects: [proxy({ tls: { secretName: "shop-tls", clientValidation: { caSecret: "ca" } } }), CA],
    told: "http redirects to https, https terminates (client certificate required), plaintext",
  },
  {
    name: "client certificates of any issuer",
    fact: FACTS.clientSkip,
    objects: [
      CA,
      proxy({ tls: { secretName: "shop-tls", clientValidation: { caSecret: "ca", skipClientCertValidation: true } } }),
    ],
    told: "http redirects to https, https terminates (client certificate required), plaintext",
  },
  {
    name: "optional client certificates",
    fact: FACTS.clientOptional,
    objects: [
      proxy({ tls: { secretName: "shop-tls", clientValidation: { caSecret: "ca", optionalClientCertificate: true } } }),
      CA,
    ],
    told: "http redirects to https, https terminates (client certificate optional), plaintext",
  },
  {
    name: "client certificates whose CA is missing",
    fact: FACTS.badValidation,
    objects: [proxy({ tls: { secretName: "shop-tls", clientValidation: { caSecret: "gone" } } })],
    told: GONE,
  },
  {
    name: "one fqdn twice",
    fact: FACTS.duplicate,
    objects: [
      proxy(),
      object("HTTPProxy", "again", {
        virtualhost: { fqdn: "shop.example.com" },
        routes: [{ services: [{ name: "app", port: 443 }] }],
      }),
    ],
    told: GONE,
  },
  {
    name: "a class that nobody serves",
    fact: FACTS.className,
    objects: [proxy({ spec: { ingressClassName: "internal" } })],
    told: GONE,
  },
  {
    name: "a Service that is missing",
    fact: FACTS.noServices,
    objects: [proxy({ service: { name: "gone" } })],
    told: "http redirects to https, https refused, broken 503",
  },
  {
    name: "a redirect of its own",
    fact: FACTS.requestRedirect,
    objects: [
      proxy({ tls: null, route: { services: [], requestRedirectPolicy: { scheme: "https", statusCode: 301 } } }),
    ],
    told: "http redirects to https, https refused, no backend",
  },
  {
    name: "what another HTTPProxy includes",
    fact: FACTS.orphan,
    path: "/api/v1",
    objects: [
      proxy({ spec: { routes: [], includes: [{ name: "api", conditions: [{ prefix: "/api" }] }] } }),
      object("HTTPProxy", "api", {
        routes: [
          {
            conditions: [{ prefix: "/v1" }],
            permitInsecure: true,
            services: [{ name: "app", port: 443, protocol: "tls" }],
          },
        ],
      }),
    ],
    told: edge("tls-unverified", "serves"),
  },
  {
    name: "an include that is missing",
    fact: FACTS.includeMissing,
    path: "/api",
    objects: [proxy({ spec: { routes: [], includes: [{ name: "gone", conditions: [{ prefix: "/api" }] }] } })],
    told: "http refused, https refused, broken 502",
  },
  {
    name: "an HTTPProxy beside an Ingress of the same host",
    fact: FACTS.shadowed,
    objects: [ingress(), proxy({ route: { permitInsecure: true }, service: { protocol: "tls" } })],
    told: edge("tls-unverified", "serves"),
  },
  {
    name: "two Ingresses with one path, of which one redirects: either may be kept",
    fact: FACTS.chance,
    objects: [
      ingress({ [FORCE]: "true" }),
      {
        ...ingress(),
        metadata: { name: "twin", namespace: "shop" },
        spec: { ...toOther, ingressClassName: "contour" },
      },
      service(),
      service({}, { name: "other", annotations: { [UPSTREAM]: "443" } }),
    ],
    told: edge("plaintext + tls-unverified", "serves"),
  },
];

describe("Contour", () => {
  it.each(ROWS)("$name", ({ objects, told: want, settings, path = "/", fact }) => {
    expect(told(routeOf(cluster("contour", objects, settings ?? ""), { path }))).toBe(want);
    expect(fact.reference).toContain("projectcontour/contour");
  });

  it("tells of both Ingresses of one path that chance decides", () => {
    const twin = { ...ingress(), metadata: { name: "twin", namespace: "shop" } };
    const { findings } = cluster("contour", [ingress(), twin], "");
    const told = findings.filter(({ slug }) => slug === "route-not-served");
    expect(told.map(({ object: { name }, message }) => `${name}: ${message}`).sort()).toEqual([
      expect.stringMatching(/^shop: .*Ingress shop\/twin has the same host and path, and chance decides/),
      expect.stringMatching(/^twin: .*Ingress shop\/shop has the same host and path, and chance decides/),
    ]);
  });
});
