import { describe, expect, it } from "vitest";
import { FACTS } from "../../src/controllers/contour/facts.ts";
import {
  cluster,
  configMap,
  gateway,
  HTTP,
  HTTPS,
  KEYS,
  type Manifest,
  object,
  PEM,
  policy,
  route,
  routeOf,
  secret,
  service,
  type Row,
  told,
} from "./world.ts";
import { selfSigned } from "../support/certificates.ts";

interface ContourRow extends Row {
  /** contour.yaml */
  readonly settings?: string;
  readonly at?: Parameters<typeof routeOf>[1];
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const CA = secret("ca", { "ca.crt": base64(PEM) }, "shop", "Opaque");
const SERVICES = { services: [{ name: "app", port: 443 }] };
const TLS = { secretName: "shop-tls" };
const GONE = "http refused, https refused, broken";
const CLEAR = "http redirects to https, https terminates, plaintext";
const MISFIT = { ...KEYS, "tls.key": base64(selfSigned(["another.example.com"]).key) };
const CLIENT = "tls:\n  envoy-client-certificate:\n    name: shown\n    namespace: shop\n";
const ASKED = "globalExtAuth:\n  extensionService: shop/auth\n";

function proxy(spec: Manifest, host: Manifest = { tls: TLS }, name = "shop"): Manifest {
  return object("HTTPProxy", name, { virtualhost: { fqdn: "shop.example.com", ...host }, ...spec });
}

function routes(...items: readonly Manifest[]): Manifest {
  return { routes: items };
}

function inner(name: string, spec: Manifest): Manifest {
  return object("HTTPProxy", name, spec);
}

function validated(clientValidation: Manifest): Manifest {
  return proxy(routes(SERVICES), { tls: { ...TLS, clientValidation } });
}

function extension(spec: Manifest = {}): Manifest {
  const services = [{ name: "auth", port: 9443 }];
  const metadata = { name: "auth", namespace: "shop" };
  return {
    apiVersion: "projectcontour.io/v1alpha1",
    kind: "ExtensionService",
    metadata,
    spec: { services, ...spec },
  };
}

function delegation(secretName: string, targetNamespaces: readonly string[]): Manifest {
  const metadata = { name: "certs", namespace: "certs" };
  const spec = { delegations: [{ secretName, targetNamespaces }] };
  return { apiVersion: "projectcontour.io/v1", kind: "TLSCertificateDelegation", metadata, spec };
}

const AUTH_SERVICE = service({ name: "grpc", port: 9443 }, { name: "auth" });
const ASKS = { tls: TLS, authorization: { extensionRef: { name: "auth", namespace: "shop" } } };
const ELSEWHERE = { tls: { secretName: "certs/front" } };
const FRONT = secret("front", KEYS, "certs");
const PASSTHROUGH = { tls: { passthrough: true } };
const TCP = { tcpproxy: SERVICES };

const ROWS: readonly ContourRow[] = [
  {
    name: "client validation without a CA is not in force",
    fact: FACTS.clientWithoutCa,
    objects: [validated({ optionalClientCertificate: false })],
    told: CLEAR,
  },
  {
    name: "validation that is skipped without a CA demands nothing",
    fact: FACTS.clientSkipWithoutCa,
    objects: [validated({ skipClientCertValidation: true })],
    told: "http redirects to https, https terminates (client certificate optional), plaintext",
  },
  {
    name: "a list of revoked certificates that is missing",
    fact: FACTS.badValidation,
    objects: [CA, validated({ caSecret: "ca", crlSecret: "gone" })],
    told: GONE,
  },
  {
    name: "a key of another certificate closes HTTPS alone",
    fact: FACTS.keyMismatch,
    objects: [proxy(routes(SERVICES), { tls: { secretName: "misfit" } }), secret("misfit", MISFIT)],
    told: "http redirects to https, https refused, no backend",
  },
  {
    name: "versions that exclude each other",
    fact: FACTS.proxyInvalid,
    objects: [
      proxy(routes(SERVICES), { tls: { ...TLS, minimumProtocolVersion: "1.3", maximumProtocolVersion: "1.2" } }),
    ],
    told: GONE,
  },
  {
    name: "a delegation to all namespaces",
    fact: FACTS.delegation,
    objects: [FRONT, proxy(routes(SERVICES), ELSEWHERE), delegation("front", ["*"])],
    told: CLEAR,
  },
  {
    name: "a star is no Secret's name",
    fact: FACTS.delegation,
    objects: [FRONT, proxy(routes(SERVICES), ELSEWHERE), delegation("*", ["*"])],
    told: GONE,
  },
  {
    name: "a star beside a namespace is a namespace",
    fact: FACTS.delegation,
    objects: [FRONT, proxy(routes(SERVICES), ELSEWHERE), delegation("front", ["*", "other"])],
    told: GONE,
  },
  {
    name: "a route with two actions",
    fact: FACTS.proxyInvalid,
    objects: [proxy(routes({ ...SERVICES, requestRedirectPolicy: { scheme: "https" } }))],
    told: GONE,
  },
  {
    name: "a route with two mirrors",
    fact: FACTS.proxyInvalid,
    objects: [
      proxy(
        routes({ services: [...SERVICES.services, ...["a", "b"].map((name) => ({ name, port: 443, mirror: true }))] }),
      ),
    ],
    told: GONE,
  },
  {
    name: "two paths in the conditions of one route",
    fact: FACTS.proxyInvalid,
    objects: [proxy(routes({ ...SERVICES, conditions: [{ prefix: "/a" }, { prefix: "/b" }] }))],
    at: { path: "/a/b" },
    told: GONE,
  },
  {
    name: "an expression that does not compile takes the other routes along",
    fact: FACTS.proxyInvalid,
    objects: [proxy(routes({ ...SERVICES, conditions: [{ regex: "/item/[0-9" }] }, SERVICES))],
    told: GONE,
  },
  {
    name: "an expression with a named group",
    fact: FACTS.proxyTls,
    objects: [proxy(routes({ ...SERVICES, conditions: [{ regex: "/(?P<id>[0-9]+)" }] }))],
    at: { path: "/(?P<id>[0-9]+)" },
    told: CLEAR,
  },
  {
    name: "the first of two includes with equal conditions",
    fact: FACTS.includeTwice,
    objects: [
      CA,
      proxy({ includes: ["one", "two"].map((name) => ({ name, conditions: [{ prefix: "/api" }] })) }),
      inner("one", routes(SERVICES)),
      inner("two", routes({ services: [{ name: "app", port: 443, protocol: "tls" }] })),
    ],
    at: { path: "/api" },
    told: CLEAR,
  },
  {
    name: "passthrough to a Service with TLS",
    fact: FACTS.doubleTls,
    objects: [proxy(TCP, PASSTHROUGH), service({ appProtocol: "https" })],
    told: "http refused, https refused, broken",
  },
  {
    name: "passthrough without tcpproxy",
    fact: FACTS.passthroughAlone,
    objects: [proxy(routes(SERVICES), PASSTHROUGH)],
    told: "http redirects to https, https refused, no backend",
  },
  {
    name: "passthrough with a fallback certificate is served all the same",
    fact: FACTS.tcpPassthrough,
    objects: [proxy(TCP, { tls: { passthrough: true, enableFallbackCertificate: true } })],
    told: "http refused, https passes-through, passthrough",
  },
  {
    name: "tcpproxy with services and an include",
    fact: FACTS.proxyInvalid,
    objects: [proxy({ tcpproxy: { ...SERVICES, include: { name: "inner" } } }), inner("inner", TCP)],
    told: GONE,
  },
  {
    name: "a client certificate that is missing takes clear text along",
    fact: FACTS.clientCertificateMissing,
    settings: CLIENT,
    objects: [proxy(routes(SERVICES))],
    told: GONE,
  },
  {
    name: "a client certificate with another one's key",
    fact: FACTS.clientCertificateUnfit,
    settings: CLIENT,
    objects: [proxy(routes(SERVICES)), service({ appProtocol: "https" }), secret("shown", MISFIT)],
    told: "http redirects to https, https refused, broken 503",
  },
  {
    name: "authorization by an ExtensionService that is missing",
    fact: FACTS.authorizationBroken,
    objects: [proxy(routes(SERVICES), ASKS)],
    told: GONE,
  },
  {
    name: "authorization whose CA is missing",
    fact: FACTS.authorizationBroken,
    objects: [
      proxy(routes(SERVICES), ASKS),
      AUTH_SERVICE,
      service(),
      extension({ validation: { caSecret: "gone", subjectName: "auth" } }),
    ],
    told: GONE,
  },
  {
    name: "authorization without TLS",
    fact: FACTS.proxyInvalid,
    objects: [proxy(routes(SERVICES), { authorization: ASKS.authorization }), AUTH_SERVICE, service(), extension()],
    told: GONE,
  },
  {
    name: "authorization that a route switches off",
    fact: FACTS.authorization,
    objects: [
      proxy(routes({ ...SERVICES, authPolicy: { disabled: true } }), ASKS),
      AUTH_SERVICE,
      service(),
      extension(),
    ],
    told: CLEAR,
  },
  {
    name: "authorization for every host",
    fact: FACTS.authorizationGlobal,
    settings: ASKED,
    objects: [proxy(routes(SERVICES)), AUTH_SERVICE, service(), extension()],
    told: `${CLEAR} + auth tls-unverified`,
  },
  {
    name: "authorization for every host by nobody",
    fact: FACTS.notStarting,
    settings: ASKED,
    objects: [proxy(routes(SERVICES))],
    told: GONE,
  },
];

describe("what Contour refuses", () => {
  it.each(ROWS)("$name", ({ objects, told: want, settings = "", at, fact }) => {
    expect(told(routeOf(cluster("contour", objects, settings), at))).toBe(want);
    expect(fact.reference).toContain("projectcontour/contour");
  });

  it("is told where a demand for client certificates is not in force", () => {
    const { findings } = cluster("contour", [validated({ optionalClientCertificate: false })], "");
    expect(findings.map(({ slug }) => slug)).toContain("client-certificate-not-demanded");
  });
});

const SYSTEM = { wellKnownCACertificates: "System", caCertificateRefs: undefined };
const behind = (backend: string): string => `http refused, https terminates, ${backend}`;
const WILD = { ...HTTPS, name: "wild", hostname: "*.example.com" };
const OWN = { ...HTTPS, name: "own", hostname: "shop.example.com" };

describe("Contour beside the Gateway API", () => {
  it.each<[name: string, objects: readonly Manifest[], want: string]>([
    [
      "leaves a host to the listener that names it",
      [gateway([WILD, OWN]), route({ parentRefs: [{ name: "edge", sectionName: "wild" }] })],
      GONE,
    ],
    [
      "serves a host that nobody else names",
      [gateway([WILD]), route({ parentRefs: [{ name: "edge" }] })],
      behind("plaintext"),
    ],
    [
      "takes any of several policies",
      [gateway([HTTPS]), route(), policy(), { ...policy(SYSTEM), metadata: { name: "second", namespace: "shop" } }],
      behind("unknown"),
    ],
    [
      "takes any of several policies that say the same",
      [gateway([HTTPS]), route(), policy(), { ...policy(), metadata: { name: "second", namespace: "shop" } }],
      behind("tls-verified"),
    ],
    ["needs a listener for the HTTPS of an HTTPProxy", [gateway([HTTP]), proxy(routes(SERVICES))], GONE],
    ["serves an HTTPProxy by the Gateway's listeners", [gateway([HTTP, HTTPS]), proxy(routes(SERVICES))], CLEAR],
    [
      "serves no HTTPProxy by two listeners",
      [gateway([HTTP, HTTPS, { ...HTTPS, name: "more", port: 8443 }]), proxy(routes(SERVICES))],
      GONE,
    ],
  ])("%s", (_, objects, want) => {
    expect(told(routeOf(cluster("contour", [...objects, configMap("other", {})])))).toBe(want);
  });
});
