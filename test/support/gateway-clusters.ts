import fc from "fast-check";
import { selfSigned } from "./certificates.ts";
import { type Manifest, clusters } from "./clusters.ts";

const NAMESPACES = ["shop", "edge"] as const;
const namespace = mostly("shop", ...NAMESPACES);
const name = mostly("one", "two", "three", "four");
const pair = selfSigned(["a.example.test", "*.example.test"]);
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const host = fc.constantFrom("a.example.test", "b.example.test", "*.example.test", "deep.a.example.test");
const stamp = fc.option(
  fc.integer({ min: 1, max: 9 }).map((day) => `2026-01-0${day}T00:00:00Z`),
  { nil: undefined },
);

/** The first in three of four cases: random clusters are broken everywhere, and then nothing else is seen of them. */
function mostly<Value>(usual: Value, ...others: readonly Value[]): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(usual, ...others) },
  );
}

function often<Value>(value: Value, arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, { weight: 1, arbitrary });
}

/** Any of some values, or nothing at all. */
function maybe<Value>(...values: readonly Value[]): fc.Arbitrary<Value | undefined> {
  return fc.constantFrom<Value | undefined>(undefined, ...values);
}

function made(
  kind: string,
  apiVersion: fc.Arbitrary<string> | string,
  spec: fc.Arbitrary<Record<string, unknown>>,
): fc.Arbitrary<Manifest> {
  const version = typeof apiVersion === "string" ? fc.constant(apiVersion) : apiVersion;
  return fc.record({ version, name, namespace, stamp, spec }).map((it) => ({
    apiVersion: it.version,
    kind,
    metadata: defined({ name: it.name, namespace: it.namespace, creationTimestamp: it.stamp }),
    spec: deeply(it.spec),
  }));
}

const GATEWAY = "gateway.networking.k8s.io";

function secretRef(): fc.Arbitrary<unknown> {
  return fc.record({
    group: mostly("", "example.com"),
    kind: mostly("Secret", "ConfigMap"),
    name: mostly("tls", "gone", "ca", ""),
    namespace: mostly<string | undefined>(undefined, ...NAMESPACES),
  });
}

function caRefs(): fc.Arbitrary<unknown> {
  const kind = mostly("ConfigMap", "Secret", "Other");
  return fc.array(fc.record({ group: fc.constant(""), kind, name: mostly("ca", "gone") }), {
    maxLength: 2,
  });
}

const ALL = { namespaces: { from: "All" } };
const USUAL: unknown[] = [
  { name: "http", protocol: "HTTP", port: 80, allowedRoutes: ALL },
  { name: "https", protocol: "HTTPS", port: 443, tls: { certificateRefs: [{ name: "tls" }] }, allowedRoutes: ALL },
  { name: "tls", protocol: "TLS", port: 443, hostname: "deep.a.example.test", tls: { mode: "Passthrough" } },
  {
    name: "other",
    protocol: "HTTPS",
    port: 443,
    hostname: "*.example.test",
    tls: { certificateRefs: [{ name: "tls" }] },
  },
];
const usual = fc.constantFrom(...USUAL);
const wild = fc.record({
  name: fc.constantFrom("http", "https", "tls", "other"),
  protocol: fc.constantFrom("HTTP", "HTTPS", "TLS", "TCP", "UDP", "https", "example.com/x"),
  port: fc.constantFrom(80, 443, 8443),
  hostname: fc.option(host, { nil: undefined }),
  tls: fc.option(
    fc.record({
      mode: maybe("Terminate", "Passthrough"),
      certificateRefs: fc.option(fc.array(secretRef(), { maxLength: 2 }), { nil: undefined }),
      options: maybe({ "example.com/x": "y" }),
    }),
    { nil: undefined },
  ),
  allowedRoutes: maybe<unknown>(
    { namespaces: { from: "All" } },
    { namespaces: { from: "Same" }, kinds: [{ kind: "HTTPRoute" }] },
    { namespaces: { from: "Selector", selector: { matchLabels: { a: "b" } } } },
    { kinds: [{ group: "example.com", kind: "Other" }] },
  ),
});

const listener = fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: wild });

const gateway = made(
  "Gateway",
  `${GATEWAY}/v1`,
  fc.record({
    gatewayClassName: fc.constantFrom("eg", "eg", "contour", "traefik", "nobody", "istio"),
    listeners: fc.uniqueArray(listener, { maxLength: 4, selector: (item) => (item as { name: string }).name }),
    allowedListeners: maybe({ namespaces: { from: "All" } }),
    tls: fc.option(
      fc.record({
        frontend: fc.option(
          fc.record({
            default: fc.record({
              validation: fc.record({
                mode: maybe("AllowValidOnly", "AllowInsecureFallback"),
                caCertificateRefs: caRefs(),
              }),
            }),
          }),
          { nil: undefined },
        ),
        backend: fc.option(fc.record({ clientCertificateRef: secretRef() }), { nil: undefined }),
      }),
      { nil: undefined },
    ),
  }),
);

/** The one that most routes are for; it comes first, so that a wild one of its name takes its place at times. */
const usualGateway = fc
  .tuple(fc.subarray(USUAL, { minLength: 1 }), fc.constantFrom("eg", "contour", "traefik", "nobody"))
  .map(([listeners, gatewayClassName]) => ({
    apiVersion: `${GATEWAY}/v1`,
    kind: "Gateway",
    metadata: { name: "one", namespace: "shop" },
    spec: { gatewayClassName, listeners },
  }));

const listenerSet = made(
  "ListenerSet",
  `${GATEWAY}/v1`,
  fc.record({
    parentRef: fc.record({ name, namespace: maybe(...NAMESPACES) }),
    listeners: fc.array(listener, { minLength: 1, maxLength: 2 }),
  }),
);

const parentRefs: fc.Arbitrary<unknown[]> = fc.array(
  fc.record({
    name,
    namespace: maybe(...NAMESPACES),
    sectionName: maybe("http", "https", "tls"),
    port: maybe(80, 443),
    kind: maybe("Gateway", "Service", "ListenerSet"),
    group: maybe(GATEWAY, ""),
  }),
  { maxLength: 2 },
);

const backendRef = fc.record({
  name: mostly("app", "api", "gone"),
  port: mostly<number | undefined>(443, 80, 8443, undefined),
  namespace: mostly<string | undefined>(undefined, ...NAMESPACES),
  weight: maybe(0, 1, 5),
  kind: mostly("Service", "Backend", "TraefikService"),
  group: mostly("", "gateway.envoyproxy.io"),
});

const filter = fc.constantFrom<unknown>(
  { type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } },
  { type: "RequestRedirect", requestRedirect: { hostname: "b.example.test", port: 8443 } },
  { type: "RequestRedirect" },
  { type: "RequestMirror", requestMirror: { backendRef: { name: "app", port: 443 } } },
  { type: "ExtensionRef", extensionRef: { group: "gateway.envoyproxy.io", kind: "HTTPRouteFilter", name: "one" } },
  { type: "URLRewrite" },
  { type: "Unheard" },
);

const httpRule = fc.record({
  matches: fc.option(
    fc.array(
      fc.record({
        path: maybe<unknown>(
          { type: "PathPrefix", value: "/api" },
          { type: "Exact", value: "/" },
          { type: "RegularExpression", value: "/a.*" },
          {},
        ),
        headers: maybe([{ name: "x", value: "y" }]),
        method: maybe<unknown>("GET", { service: "shop.Cart", method: "Get" }),
      }),
      { maxLength: 2 },
    ),
    { nil: undefined },
  ),
  filters: often<unknown[] | undefined>(undefined, fc.array(filter, { maxLength: 2 })),
  backendRefs: fc.option(fc.array(backendRef, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 8 }),
});

const route = fc
  .tuple(
    mostly("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"),
    fc.constantFrom(`${GATEWAY}/v1`, `${GATEWAY}/v1alpha2`),
  )
  .chain(([kind, version]) =>
    made(
      kind,
      version,
      fc.record({
        parentRefs: often<unknown[]>([{ name: "one", namespace: "shop" }], parentRefs),
        hostnames: often<string[] | undefined>(["a.example.test"], fc.array(host, { maxLength: 2 })),
        rules: fc.option(fc.array(httpRule, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 9 }),
      }),
    ),
  );

const policy = made(
  "BackendTLSPolicy",
  fc.constantFrom(`${GATEWAY}/v1`, `${GATEWAY}/v1alpha3`),
  fc.record({
    targetRefs: fc.array(
      fc.record({
        group: mostly("", "gateway.envoyproxy.io"),
        kind: mostly("Service", "Backend"),
        name: mostly("app", "api", "gone"),
        sectionName: mostly<string | undefined>(undefined, "https", "443", "gone"),
      }),
      { maxLength: 2 },
    ),
    validation: fc.record({
      hostname: mostly<string | undefined>("app.shop.svc", "*.svc", "", undefined),
      caCertificateRefs: fc.option(caRefs(), { nil: undefined }),
      wellKnownCACertificates: maybe("System", "system"),
      subjectAltNames: maybe([{ type: "Hostname", hostname: "app" }], [{ type: "URI", uri: "spiffe://a/b" }], []),
    }),
  }),
);

const grant = made(
  "ReferenceGrant",
  fc.constantFrom(`${GATEWAY}/v1`, `${GATEWAY}/v1beta1`),
  fc.record({
    from: fc.array(
      fc.record({
        group: fc.constant(GATEWAY),
        kind: fc.constantFrom("Gateway", "HTTPRoute", "ListenerSet"),
        namespace,
      }),
      { maxLength: 2 },
    ),
    to: fc.array(
      fc.record({ group: fc.constant(""), kind: fc.constantFrom("Secret", "Service"), name: maybe("tls") }),
      {
        maxLength: 2,
      },
    ),
  }),
);

const ENVOY = "gateway.envoyproxy.io/v1alpha1";

const backendKind = made(
  "Backend",
  ENVOY,
  fc.record({
    type: maybe("Endpoints", "DynamicResolver"),
    endpoints: fc.array(
      fc.constantFrom<unknown>(
        { fqdn: { hostname: "app.shop.svc", port: 443 } },
        { ip: { address: "::1", port: 1 } },
        {},
      ),
      { maxLength: 2 },
    ),
    tls: fc.option(
      fc.record({
        insecureSkipVerify: maybe(true, false),
        caCertificateRefs: fc.option(caRefs(), { nil: undefined }),
        wellKnownCACertificates: maybe("System"),
        sni: maybe("app"),
        clientCertificateRef: fc.option(secretRef(), { nil: undefined }),
      }),
      { nil: undefined },
    ),
  }),
);

const clientPolicy = made(
  "ClientTrafficPolicy",
  ENVOY,
  fc.record({
    targetRefs: fc.array(
      fc.record({
        group: fc.constant(GATEWAY),
        kind: fc.constantFrom("Gateway", "ListenerSet"),
        name,
        sectionName: maybe("https", "gone"),
      }),
      { maxLength: 2 },
    ),
    tls: fc.option(
      fc.record({
        clientValidation: fc.option(
          fc.record({
            optional: maybe(true),
            mode: maybe("Request", "RequireAny", "VerifyIfGiven", "RequireAndVerify"),
            caCertificateRefs: fc.option(caRefs(), { nil: undefined }),
          }),
          { nil: undefined },
        ),
      }),
      { nil: undefined },
    ),
  }),
);

const securityPolicy = made(
  "SecurityPolicy",
  ENVOY,
  fc.record({
    targetRefs: fc.constantFrom([{ kind: "Gateway", name: "one" }], [{ kind: "HTTPRoute", name: "one" }], []),
    mergeType: maybe("StrategicMerge"),
    extAuth: fc.option(
      fc.record({ failOpen: maybe(true), http: fc.record({ backendRefs: fc.array(backendRef, { maxLength: 1 }) }) }),
      { nil: undefined },
    ),
  }),
);

const proxyService = fc.record({
  name: mostly("app", "api", "gone"),
  port: mostly(443, 80, 8443),
  protocol: mostly<string | undefined>("tls", "h2", "h2c", "x", undefined),
  validation: maybe<unknown>({ caSecret: "ca", subjectName: "app.shop.svc" }, { caSecret: "gone" }, {}),
  mirror: maybe(true),
});

const conditions = maybe<unknown>([{ prefix: "/api" }], [{ exact: "/" }, { prefix: "/a" }], []);

const httpProxy = made(
  "HTTPProxy",
  "projectcontour.io/v1",
  fc.record({
    ingressClassName: mostly<string | undefined>(undefined, "contour", "other"),
    virtualhost: fc.option(
      fc.record({
        fqdn: fc.option(host, { nil: undefined, freq: 12 }),
        tls: fc.option(
          fc.record({
            secretName: mostly<string | undefined>("tls", "edge/tls", "gone", undefined),
            passthrough: mostly<boolean | undefined>(undefined, true),
            enableFallbackCertificate: mostly<boolean | undefined>(undefined, true),
            clientValidation: mostly<unknown>(undefined, { caSecret: "ca" }, { skipClientCertValidation: true }, {}),
          }),
          { nil: undefined },
        ),
      }),
      { nil: undefined },
    ),
    includes: fc.option(fc.array(fc.record({ name, namespace: maybe(...NAMESPACES), conditions }), { maxLength: 2 }), {
      nil: undefined,
    }),
    routes: fc.option(
      fc.array(
        fc.record({
          conditions,
          permitInsecure: maybe(true),
          services: fc.array(proxyService, { minLength: 1, maxLength: 2 }),
          requestRedirectPolicy: maybe({ scheme: "https", statusCode: 301 }),
        }),
        { maxLength: 2 },
      ),
      { nil: undefined },
    ),
    tcpproxy: often<unknown>(
      undefined,
      fc.record({
        services: fc.array(proxyService, { maxLength: 1 }),
        include: fc.option(fc.record({ name }), { nil: undefined }),
      }),
    ),
  }),
);

const delegation = made(
  "TLSCertificateDelegation",
  "projectcontour.io/v1",
  fc.record({ delegations: fc.constant([{ secretName: "tls", targetNamespaces: ["*"] }]) }),
);

const CLASSES: readonly Manifest[] = [
  ["eg", "gateway.envoyproxy.io/gatewayclass-controller"],
  ["contour", "projectcontour.io/gateway-controller"],
  ["traefik", "traefik.io/gateway-controller"],
  ["nobody", "example.com/controller"],
].map(([name, controllerName]) => ({
  apiVersion: `${GATEWAY}/v1`,
  kind: "GatewayClass",
  metadata: { name },
  spec: { controllerName },
}));

const WORKLOADS: readonly Manifest[] = [
  workload("envoy-gateway", "docker.io/envoyproxy/gateway:v1.9.1", ["server"]),
  workload("contour", "ghcr.io/projectcontour/contour:v1.33.8", ["serve"]),
  workload("contour-gateways", "ghcr.io/projectcontour/contour:v1.33.8", ["gateway-provisioner"]),
  workload("gateways-of-traefik", "traefik:v3.7.15", [
    "--entrypoints.web.address=:80",
    "--entrypoints.websecure.address=:443",
    "--providers.kubernetesgateway",
  ]),
];

const KEYS = { "tls.crt": base64(pair.certificate), "tls.key": base64(pair.key) };

const SUPPORTS: readonly Manifest[] = NAMESPACES.flatMap((namespace): Manifest[] => [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "app", namespace, annotations: { "projectcontour.io/upstream-protocol.tls": "443" } },
    spec: {
      selector: { app: "app" },
      ports: [
        { name: "http", port: 80 },
        { name: "https", port: 443, appProtocol: "https" },
      ],
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "api", namespace },
    spec: { selector: { app: "api" }, ports: [{ name: "https", port: 8443, appProtocol: "kubernetes.io/h2c" }] },
  },
  { apiVersion: "v1", kind: "Secret", type: "kubernetes.io/tls", metadata: { name: "tls", namespace }, data: KEYS },
  { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "ca", namespace }, data: { "ca.crt": pair.certificate } },
]);

const some = (arbitrary: fc.Arbitrary<Manifest>, maxLength: number) => fc.array(arbitrary, { maxLength });

/** Clusters with Gateways, what is attached to them, and the kinds of Envoy Gateway and Contour. */
export const gatewayClusters: fc.Arbitrary<Manifest[]> = fc
  .tuple(
    often([...CLASSES], fc.subarray([...CLASSES])),
    often([...WORKLOADS], fc.subarray([...WORKLOADS])),
    usualGateway.map((one) => [one]),
    some(gateway, 2),
    fc.array(route, { minLength: 1, maxLength: 5 }),
    some(policy, 2),
    some(grant, 2),
    some(listenerSet, 1),
    some(fc.oneof(backendKind, clientPolicy, securityPolicy), 3),
    some(fc.oneof({ weight: 4, arbitrary: httpProxy }, { weight: 1, arbitrary: delegation }), 4),
    often([...SUPPORTS], fc.subarray([...SUPPORTS])),
    fc.oneof({ weight: 9, arbitrary: fc.constant<Manifest[]>([]) }, { weight: 1, arbitrary: clusters }),
  )
  .map((parts) => unique(parts.flat()));

function unique(manifests: readonly Manifest[]): Manifest[] {
  const seen = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const { namespace, name } = manifest["metadata"] as { namespace?: string; name: string };
    seen.set(`${String(manifest["kind"])}/${namespace ?? ""}/${name}`, manifest);
  }
  return [...seen.values()];
}

function workload(name: string, image: string, args: readonly string[]): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "controllers" },
    spec: { template: { spec: { containers: [{ name, image, args: [...args] }] } } },
  };
}

function defined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** Without the fields that say nothing, at any depth. */
function deeply(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
