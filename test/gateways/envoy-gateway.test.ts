import { describe, expect, it } from "vitest";
import { FACTS } from "../../src/controllers/envoy-gateway/facts.ts";
import {
  cluster,
  configMap,
  gateway,
  HTTP,
  HTTPS,
  KEYS,
  type Manifest,
  object,
  policy,
  REDIRECT,
  route,
  routeOf,
  secret,
  SYSTEM,
  type Row,
  told,
} from "./world.ts";

const CA = { group: "", kind: "ConfigMap", name: "app-ca" };
const TARGET = { group: "gateway.networking.k8s.io", kind: "Gateway", name: "edge" };

function backend(tls: unknown, more: Manifest = {}): Manifest {
  const endpoints = [{ fqdn: { hostname: "app.shop.svc.cluster.local", port: 443 } }];
  return object("Backend", "app", { endpoints, ...(tls === null ? {} : { tls }), ...more });
}

const TO_BACKEND = route({
  rules: [{ backendRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: "app" }] }],
});
const ON_BACKEND = { group: "gateway.envoyproxy.io", kind: "Backend" };

function clients(tls: unknown, target: Manifest = {}, name = "clients"): Manifest {
  return object("ClientTrafficPolicy", name, {
    targetRefs: [{ ...TARGET, ...target }],
    ...(tls === null ? {} : { tls: { clientValidation: tls } }),
  });
}

const edge = (backendTold: string, demand = ""): string => `http refused, https terminates${demand}, ${backendTold}`;
const asked = (word: string): string => edge("plaintext", ` (client certificate ${word})`);
const DEAD = "http refused, https refused, broken 500";

const ROWS: readonly Row[] = [
  {
    name: "a Backend without tls",
    fact: FACTS.backendPlain,
    objects: [backend(null), TO_BACKEND],
    told: edge("plaintext"),
  },
  {
    name: "a Backend with CA and sni",
    fact: FACTS.backendCa,
    objects: [backend({ sni: "app", caCertificateRefs: [CA] }), TO_BACKEND],
    told: edge("tls-verified"),
  },
  {
    name: "a Backend with the system's CAs and sni",
    fact: FACTS.backendCa,
    objects: [backend({ sni: "app", wellKnownCACertificates: "System" }), TO_BACKEND],
    told: edge("tls-verified"),
  },
  {
    name: "a Backend that skips",
    fact: FACTS.backendSkip,
    objects: [backend({ insecureSkipVerify: true }), TO_BACKEND],
    told: edge("tls-unverified"),
  },
  {
    name: "a Backend that skips beside its own CA",
    fact: FACTS.backendRefused,
    objects: [backend({ insecureSkipVerify: true, caCertificateRefs: [CA] }), TO_BACKEND],
    told: DEAD,
  },
  {
    name: "a Backend that skips beside a policy",
    fact: FACTS.backendSkip,
    objects: [backend({ insecureSkipVerify: true }), TO_BACKEND, policy({}, ON_BACKEND)],
    told: edge("tls-unverified"),
  },
  { name: "a Backend with tls and no CA", fact: FACTS.backendNoCa, objects: [backend({}), TO_BACKEND], told: DEAD },
  {
    name: "a Backend whose policy brings the CA",
    fact: FACTS.policy,
    objects: [backend({}), TO_BACKEND, policy({}, ON_BACKEND)],
    told: edge("tls-verified"),
  },
  {
    name: "a Backend without tls and a policy",
    fact: FACTS.policy,
    objects: [backend(null), TO_BACKEND, policy({}, ON_BACKEND)],
    told: edge("tls-verified"),
  },
  {
    name: "a policy of another kind's name",
    fact: FACTS.backendPlain,
    objects: [backend(null), TO_BACKEND, policy()],
    told: edge("plaintext"),
  },
  {
    name: "a Backend whose CA is missing",
    fact: FACTS.brokenPolicy,
    objects: [backend({ sni: "app", caCertificateRefs: [{ ...CA, name: "gone" }] }), TO_BACKEND],
    told: DEAD,
  },
  { name: "a Backend that is not there", fact: FACTS.backendMissing, objects: [TO_BACKEND], told: DEAD },
  {
    name: "Backends switched off",
    fact: FACTS.backendDisabled,
    objects: [
      backend(null),
      TO_BACKEND,
      configMap("envoy-gateway-config", { "envoy-gateway.yaml": "kind: EnvoyGateway\n" }, "controllers"),
    ],
    told: DEAD,
  },
  {
    name: "a Backend with its own client certificate",
    fact: FACTS.clientCertificate,
    objects: [
      backend({ sni: "app", caCertificateRefs: [CA], clientCertificateRef: { kind: "Secret", name: "shop-tls" } }),
      TO_BACKEND,
    ],
    told: edge("mtls"),
  },
  {
    name: "a CA that is no certificate",
    fact: FACTS.brokenPolicy,
    objects: [route(), policy(), configMap("app-ca", { "ca.crt": "no certificate" })],
    told: "http refused, https refused, broken 503",
  },
  {
    name: "an empty CA",
    fact: FACTS.brokenPolicy,
    objects: [route(), policy(), configMap("app-ca", { "ca.crt": "" })],
    told: DEAD,
  },
  {
    name: "a CA of another kind",
    fact: FACTS.brokenPolicy,
    objects: [route(), policy({ caCertificateRefs: [{ ...CA, kind: "Service" }] })],
    told: DEAD,
  },
  {
    name: "EnvoyProxy with a client certificate",
    fact: FACTS.clientCertificate,
    objects: [
      gateway([HTTPS], {
        infrastructure: { parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "proxy" } },
      }),
      object("EnvoyProxy", "proxy", { backendTLS: { clientCertificateRef: { kind: "Secret", name: "shop-tls" } } }),
      route(),
      policy(SYSTEM),
    ],
    told: edge("mtls"),
  },
  {
    name: "EnvoyProxy that is not there",
    fact: FACTS.noCertificate,
    objects: [
      gateway([HTTPS], {
        infrastructure: { parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "gone" } },
      }),
      route(),
    ],
    told: "http refused, https refused, broken",
  },
  {
    name: "client certificates are demanded",
    fact: FACTS.clientPolicy,
    objects: [route(), clients({ caCertificateRefs: [CA] })],
    told: asked("required"),
  },
  {
    name: "client certificates are optional",
    fact: FACTS.clientPolicy,
    objects: [route(), clients({ optional: true, caCertificateRefs: [CA] })],
    told: asked("optional"),
  },
  {
    name: "any client certificate",
    fact: FACTS.clientAny,
    objects: [route(), clients({ mode: "RequireAny", caCertificateRefs: [CA] })],
    told: asked("required"),
  },
  {
    name: "any client certificate, without a CA: none is let in too",
    fact: FACTS.clientAnyWithoutCa,
    objects: [route(), clients({ mode: "RequireAny" })],
    told: asked("optional"),
  },
  {
    name: "any or no client certificate",
    fact: FACTS.clientAny,
    objects: [route(), clients({ mode: "Request" })],
    told: asked("optional"),
  },
  { name: "a demand without a CA", fact: FACTS.clientPolicyBroken, objects: [route(), clients({})], told: DEAD },
  {
    name: "a demand whose CA is missing",
    fact: FACTS.clientPolicyBroken,
    objects: [route(), clients({ caCertificateRefs: [{ ...CA, name: "gone" }] })],
    told: DEAD,
  },
  {
    name: "a demand for another listener",
    fact: FACTS.clientPolicy,
    objects: [route(), clients({ caCertificateRefs: [CA] }, { sectionName: "http" })],
    told: edge("plaintext"),
  },
  {
    name: "a policy for the listener before one for the Gateway",
    fact: FACTS.clientPolicy,
    objects: [route(), clients({ caCertificateRefs: [CA] }, {}, "all"), clients(null, { sectionName: "https" }, "one")],
    told: edge("plaintext"),
  },
  {
    name: "a demand beside the Gateway's own",
    fact: FACTS.clientPolicy,
    objects: [
      gateway([HTTPS], { tls: { frontend: { default: { validation: { caCertificateRefs: [CA] } } } } }),
      route(),
      clients({ mode: "Request" }),
    ],
    told: asked("optional"),
  },
  {
    name: "the Gateway's own demand for one port",
    fact: FACTS.frontend,
    objects: [
      gateway([HTTPS], {
        tls: { frontend: { default: { validation: { caCertificateRefs: [CA] } }, perPort: [{ port: 443, tls: {} }] } },
      }),
      route(),
    ],
    told: edge("plaintext"),
  },
  {
    name: "a demand of the Gateway whose CA is missing",
    fact: FACTS.frontend,
    objects: [
      gateway([HTTPS], {
        tls: { frontend: { default: { validation: { caCertificateRefs: [{ ...CA, name: "gone" }] } } } },
      }),
      route(),
    ],
    told: "http refused, https refused, broken",
  },
  {
    name: "a certificate in an Opaque Secret",
    fact: FACTS.noCertificate,
    objects: [route(), secret("shop-tls", KEYS, "shop", "Opaque")],
    told: "http refused, https refused, broken",
  },
  {
    name: "a Service of type ExternalName",
    fact: FACTS.externalName,
    objects: [
      route(),
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "app", namespace: "shop" },
        spec: { type: "ExternalName", externalName: "app.example.com", ports: [{ port: 443 }] },
      },
    ],
    told: DEAD,
  },
  {
    name: "a redirect beside the application on both listeners",
    fact: FACTS.serves,
    objects: [
      gateway([HTTP, HTTPS]),
      route({ parentRefs: [{ name: "edge" }], rules: [REDIRECT] }, "a-redirect"),
      route({ parentRefs: [{ name: "edge" }] }, "z-shop"),
    ],
    told: "http redirects to https, https terminates, no backend",
  },
];

describe("Envoy Gateway", () => {
  it.each(ROWS)("$name", ({ objects, told: want, fact }) => {
    const given = objects.some(({ kind }) => kind === "Gateway") ? objects : [gateway([HTTPS]), ...objects];
    expect(told(routeOf(cluster("envoy-gateway", given)))).toBe(want);
    expect(fact.reference).toContain("envoyproxy/gateway");
  });
});
