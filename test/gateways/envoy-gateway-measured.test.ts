import { describe, expect, it } from "vitest";
import { FACTS } from "../../src/controllers/envoy-gateway/facts.ts";
import { selfSigned } from "../support/certificates.ts";
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

const edge = (backendTold: string): string => `http refused, https terminates, ${backendTold}`;
const dead = (status: number): string => `http refused, https refused, broken ${status}`;
const OWN = { group: "", kind: "Secret", name: "own" };
const ENVOY = "gateway.envoyproxy.io/v1alpha1";
const shows = (ref: Manifest): Manifest => ({ tls: { backend: { clientCertificateRef: ref } } });
const BY_PROXY = {
  infrastructure: { parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "proxy" } },
};

function proxy(spec: unknown, namespace: string, name = "proxy"): Manifest {
  return { apiVersion: ENVOY, kind: "EnvoyProxy", metadata: { name, namespace }, spec };
}

function gatewayClass(namespace: string): Manifest {
  const parametersRef = { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "proxy", namespace };
  const spec = { controllerName: "gateway.envoyproxy.io/gatewayclass-controller", parametersRef };
  return { apiVersion: "gateway.networking.k8s.io/v1", kind: "GatewayClass", metadata: { name: "edge" }, spec };
}

const SHOWS_OWN = { backendTLS: { clientCertificateRef: OWN } };
const QUIET = { logging: { level: { default: "warn" } } };
const pair = selfSigned(["shop.example.org"]);
const EXACT = {
  "tls.crt": Buffer.from(pair.certificate).toString("base64"),
  "tls.key": Buffer.from(pair.key).toString("base64"),
};
/** A key that does not fit: the certificate of somebody else. */
const MISMATCH = { ...KEYS, "tls.crt": Buffer.from(PEM).toString("base64") };

function slice(ready: boolean): Manifest {
  const metadata = { name: "app-1", namespace: "shop", labels: { "kubernetes.io/service-name": "app" } };
  const ports = [{ name: "https", protocol: "TCP", port: 8443 }];
  const endpoints = [{ addresses: ["10.0.0.9"], conditions: { ready } }];
  return { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", metadata, addressType: "IPv4", ports, endpoints };
}

function filter(name: string, spec: unknown): Manifest {
  return { apiVersion: ENVOY, kind: "HTTPRouteFilter", metadata: { name, namespace: "shop" }, spec };
}

const BY_FILTER = {
  filters: [
    { type: "ExtensionRef", extensionRef: { group: "gateway.envoyproxy.io", kind: "HTTPRouteFilter", name: "own" } },
  ],
};

/** What the lab found and nobody had said: each row stands beside a case of `lab/cases/envoy-gateway`. */
const ROWS: readonly Row[] = [
  {
    name: "the Gateway's client certificate goes before the proxy's",
    fact: FACTS.clientCertificate,
    objects: [
      gatewayClass("controllers"),
      proxy({ backendTLS: { clientCertificateRef: { ...OWN, name: "gone" } } }, "controllers"),
      gateway([HTTPS], shows(OWN)),
      secret("own", KEYS),
    ],
    told: edge("mtls"),
  },
  {
    name: "one that the Gateway has lost hides the proxy's",
    fact: FACTS.clientCertificate,
    objects: [
      gatewayClass("controllers"),
      proxy(SHOWS_OWN, "controllers"),
      secret("own", KEYS, "controllers"),
      gateway([HTTPS], shows(OWN)),
    ],
    told: edge("tls-verified"),
  },
  {
    name: "a key that does not fit is passed on and refused by Envoy",
    fact: FACTS.clientCertificateUnreadable,
    objects: [gateway([HTTPS], shows(OWN)), secret("own", MISMATCH)],
    told: dead(503),
  },
  {
    name: "the proxy of the Gateway hides that of the class",
    fact: FACTS.clientCertificate,
    objects: [
      gatewayClass("controllers"),
      proxy(SHOWS_OWN, "controllers"),
      secret("own", KEYS, "controllers"),
      proxy(QUIET, "shop"),
      gateway([HTTPS], BY_PROXY),
    ],
    told: edge("tls-verified"),
  },
  {
    name: "merged over namespaces, the Secret is found nowhere",
    fact: FACTS.clientCertificate,
    objects: [
      gatewayClass("controllers"),
      proxy(SHOWS_OWN, "controllers"),
      secret("own", KEYS, "controllers"),
      secret("own", KEYS),
      proxy({ ...QUIET, mergeType: "StrategicMerge" }, "shop"),
      gateway([HTTPS], BY_PROXY),
    ],
    told: dead(500),
  },
  {
    name: "merged in one namespace, it is shown",
    fact: FACTS.clientCertificate,
    objects: [
      gatewayClass("shop"),
      proxy(SHOWS_OWN, "shop"),
      secret("own", KEYS),
      proxy({ ...QUIET, mergeType: "StrategicMerge" }, "shop", "near"),
      gateway([HTTPS], {
        infrastructure: { parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "near" } },
      }),
    ],
    told: edge("mtls"),
  },
  {
    name: "the program's own configuration names one in no namespace",
    fact: FACTS.clientCertificate,
    objects: [
      configMap(
        "envoy-gateway-config",
        { "envoy-gateway.yaml": JSON.stringify({ kind: "EnvoyGateway", envoyProxy: SHOWS_OWN }) },
        "controllers",
      ),
      secret("own", KEYS),
    ],
    told: dead(500),
  },
  {
    name: "a proxy of the class that does not exist leaves the defaults",
    fact: FACTS.serves,
    objects: [gatewayClass("controllers")],
    told: edge("tls-verified"),
  },
  {
    name: "of a ConfigMap the first entry by name counts",
    fact: FACTS.caKey,
    objects: [configMap("app-ca", { "ca.pem": PEM, note: "two entries" })],
    told: edge("tls-verified"),
  },
  {
    name: "of a ConfigMap tls.crt is not seen behind another entry",
    fact: FACTS.caKey,
    objects: [configMap("app-ca", { "a.txt": "no certificate", "tls.crt": PEM })],
    told: dead(503),
  },
  {
    name: "a mirror to nobody breaks its rule",
    fact: FACTS.brokenFilter,
    objects: [
      route({
        rules: [
          {
            backendRefs: [{ name: "app", port: 443 }],
            filters: [{ type: "RequestMirror", requestMirror: { backendRef: { name: "gone", port: 80 } } }],
          },
        ],
      }),
    ],
    told: dead(500),
  },
  {
    name: "a filter that does not exist breaks its rule",
    fact: FACTS.brokenFilter,
    objects: [route({ rules: [{ backendRefs: [{ name: "app", port: 443 }], ...BY_FILTER }] })],
    told: dead(500),
  },
  {
    name: "an answer of the gateway's own has nothing behind it",
    fact: FACTS.directResponse,
    objects: [route({ rules: [BY_FILTER] }), filter("own", { directResponse: { statusCode: 200 } })],
    told: "http refused, https terminates, no backend",
  },
  {
    name: "pods that are not ready are asked where there are no others",
    fact: FACTS.unreadyPods,
    objects: [slice(false)],
    told: edge("tls-verified"),
  },
  {
    name: "a Backend's own broken CA counts beside a policy that brings another",
    fact: FACTS.brokenPolicy,
    objects: [
      object("Backend", "app", {
        endpoints: [{ fqdn: { hostname: "erp.example.com", port: 443 } }],
        tls: { sni: "erp.example.com", caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "gone" }] },
      }),
      route({ rules: [{ backendRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: "app" }] }] }),
      policy({}, { group: "gateway.envoyproxy.io", kind: "Backend" }),
    ],
    told: dead(500),
  },
  {
    name: "a Gateway of a class that does not exist",
    fact: FACTS.serves,
    objects: [object("Gateway", "edge", { gatewayClassName: "other", listeners: [HTTP, HTTPS] })],
    told: "http refused, https refused, broken",
  },
];

describe("Envoy Gateway, as the lab measured it", () => {
  it.each(ROWS)("$name", ({ objects, told: want, fact }) => {
    const has = (kind: string): boolean => objects.some((item) => item["kind"] === kind);
    const rest = [
      ...(has("Gateway") ? [] : [gateway([HTTPS])]),
      ...(has("HTTPRoute") ? [] : [route()]),
      ...(has("BackendTLSPolicy") ? [] : [policy()]),
    ];
    expect(told(routeOf(cluster("envoy-gateway", [service(), ...rest, ...objects])))).toBe(want);
    expect(fact.reference).toContain("envoyproxy/gateway");
  });

  it("shows the certificate of the very name before a wildcard's", () => {
    const listener = { ...HTTPS, tls: { certificateRefs: [{ name: "wild" }, { name: "exact" }] } };
    const report = cluster("envoy-gateway", [
      gateway([listener]),
      route({ hostnames: ["shop.example.org"] }),
      secret("wild", KEYS),
      secret("exact", EXACT),
    ]);
    expect(routeOf(report, { host: "shop.example.org" })?.client.certificate).toMatchObject({ name: "exact" });
  });

  it("says of RequireAny without a CA that nothing is demanded", () => {
    const spec = {
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "edge" }],
      tls: { clientValidation: { mode: "RequireAny" } },
    };
    const report = cluster("envoy-gateway", [
      gateway([HTTPS]),
      route(),
      object("ClientTrafficPolicy", "clients", spec),
    ]);
    expect(report.findings.map(({ slug }) => slug)).toContain("client-certificate-not-demanded");
  });
});
