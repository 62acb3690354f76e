import fc from "fast-check";

/** A manifest as plain data, ready to be written as YAML or JSON. */
export type Manifest = Record<string, unknown>;

const NAMESPACES = ["default", "shop", "edge"] as const;
const HOSTS = ["a.example.test", "b.example.test", "*.example.test", "deep.a.example.test", ""] as const;
const SERVICES = ["app", "api", "gone"] as const;
const SECRETS = ["app-tls", "other-tls", "ca", "gone"] as const;

const name = fc.constantFrom("one", "two", "three", "four", "five", "six", "seven");
const namespace = fc.constantFrom(...NAMESPACES);
const stamp = fc.option(
  fc.integer({ min: 1, max: 28 }).map((day) => `2026-01-${String(day).padStart(2, "0")}T00:00:00Z`),
  { nil: undefined },
);
const boolish = fc.constantFrom("true", "false", "True", "on", "off", "1", "yes", "", " true");

const NGINX_ANNOTATIONS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "backend-protocol": fc.constantFrom("HTTP", "HTTPS", "https", "GRPCS", "GRPC", "AUTO_HTTP", "FCGI", "TCP", ""),
  "proxy-ssl-secret": fc.constantFrom("default/ca", "shop/ca", "ca", "default/gone", "/"),
  "proxy-ssl-verify": fc.constantFrom("on", "off", "true", "On"),
  "proxy-ssl-verify-depth": fc.constantFrom("1", "2", "-1", "0", "x"),
  "proxy-ssl-name": fc.constantFrom("app.default.svc", "$host", "", "a b"),
  "proxy-ssl-server-name": fc.constantFrom("on", "off", "app.default.svc"),
  "ssl-redirect": boolish,
  "force-ssl-redirect": boolish,
  "ssl-passthrough": boolish,
  "auth-tls-secret": fc.constantFrom("default/ca", "shop/ca", "default/gone", "ca"),
  "auth-tls-verify-client": fc.constantFrom("on", "off", "optional", "optional_no_ca", "true"),
  "app-root": fc.constantFrom("/home", "home", "https://other.example.test/"),
  "permanent-redirect": fc.constantFrom("https://other.example.test", "http://a.example.test"),
  "server-alias": fc.constantFrom("alias.example.test", "a.example.test,b.example.test", "~^x"),
  "from-to-www-redirect": boolish,
  "use-regex": boolish,
  "rewrite-target": fc.constantFrom("/", "/$1"),
  "auth-url": fc.constantFrom("http://auth.shop.svc/check", "https://auth.example.test", "not a url"),
  "mirror-target": fc.constantFrom("http://mirror.example.test$request_uri", "https://mirror.example.test"),
  "default-backend": fc.constantFrom("app", "gone"),
  "custom-http-errors": fc.constantFrom("404,503", "x"),
  canary: boolish,
  "canary-weight": fc.constantFrom("10", "x"),
  "configuration-snippet": fc.constant("proxy_ssl_verify off;"),
  "ssl-ciphers": fc.constantFrom("HIGH", "A,B", "..."),
  "ssl-protocols": fc.constant("TLSv1.2"),
  "forse-ssl-redirect": fc.constant("true"),
};

const TRAEFIK_ANNOTATIONS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "router.entrypoints": fc.constantFrom("web", "websecure", "web,websecure", "nowhere"),
  "router.tls": boolish,
  "router.tls.options": fc.constantFrom("default-strict@kubernetescrd", "strict"),
  "router.middlewares": fc.constantFrom("default-redirect@kubernetescrd", "redirect", "shop-gone@kubernetescrd"),
};

function annotationsOf(table: Readonly<Record<string, fc.Arbitrary<string>>>, prefix: string) {
  return fc
    .subarray(Object.keys(table), { maxLength: Math.min(5, Object.keys(table).length) })
    .chain((keys) =>
      fc.record(Object.fromEntries(keys.map((key) => [`${prefix}${key}`, table[key] ?? fc.constant("")]))),
    );
}

const annotations = fc.oneof(
  { weight: 4, arbitrary: annotationsOf(NGINX_ANNOTATIONS, "nginx.ingress.kubernetes.io/") },
  { weight: 2, arbitrary: annotationsOf(TRAEFIK_ANNOTATIONS, "traefik.ingress.kubernetes.io/") },
  { weight: 1, arbitrary: fc.dictionary(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), { maxKeys: 2 }) },
);

const backend = fc.record({
  service: fc.record({
    name: fc.constantFrom(...SERVICES),
    port: fc.oneof(
      fc.record({ number: fc.constantFrom(80, 443, 8443, 1) }),
      fc.record({ name: fc.constantFrom("http", "https", "x") }),
    ),
  }),
});

const path = fc.record({
  path: fc.constantFrom("/", "/api", "/api/", "/a|b", "/.well-known/acme-challenge/x"),
  pathType: fc.constantFrom("Prefix", "Exact", "ImplementationSpecific"),
  backend,
});

const ingress: fc.Arbitrary<Manifest> = fc
  .record({
    name,
    namespace,
    stamp,
    annotations,
    className: fc.constantFrom("nginx", "traefik", "public", undefined),
    tls: fc.array(
      fc.record(
        {
          hosts: fc.array(fc.constantFrom(...HOSTS.filter((host) => host !== "")), { maxLength: 2 }),
          secretName: fc.constantFrom(...SECRETS),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 2 },
    ),
    rules: fc.array(
      fc.record({ host: fc.constantFrom(...HOSTS), paths: fc.array(path, { minLength: 1, maxLength: 2 }) }),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
    defaultBackend: fc.option(backend, { nil: undefined, freq: 8 }),
  })
  .map(({ name, namespace, stamp, annotations, className, tls, rules, defaultBackend }) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: defined({ name, namespace, creationTimestamp: stamp, annotations }),
    spec: defined({
      ingressClassName: className,
      tls: tls.length === 0 ? undefined : tls,
      rules: rules.map(({ host, paths }) => defined({ host: host === "" ? undefined : host, http: { paths } })),
      defaultBackend,
    }),
  }));

const ingressRoute: fc.Arbitrary<Manifest> = fc
  .record({
    name,
    namespace,
    entryPoints: fc.subarray(["web", "websecure", "nowhere"]),
    match: fc.constantFrom(
      "Host(`a.example.test`)",
      "Host(`a.example.test`) && PathPrefix(`/api`)",
      "Host(`a.example.test`) || Host(`b.example.test`)",
      "HostRegexp(`.+`)",
      "PathPrefix(`/`)",
      "Host(`",
    ),
    service: fc.constantFrom(...SERVICES),
    port: fc.constantFrom(80, 443, "https"),
    scheme: fc.constantFrom("http", "https", "h2c", undefined),
    serversTransport: fc.constantFrom("lax", "strict", undefined),
    middleware: fc.constantFrom("redirect", "gone", undefined),
    tls: fc.constantFrom({}, { secretName: "app-tls" }, { secretName: "gone", options: { name: "strict" } }, undefined),
  })
  .map((it) => ({
    apiVersion: "traefik.io/v1alpha1",
    kind: "IngressRoute",
    metadata: { name: it.name, namespace: it.namespace },
    spec: defined({
      entryPoints: it.entryPoints,
      routes: [
        defined({
          kind: "Rule",
          match: it.match,
          middlewares: it.middleware === undefined ? undefined : [{ name: it.middleware }],
          services: [
            defined({ name: it.service, port: it.port, scheme: it.scheme, serversTransport: it.serversTransport }),
          ],
        }),
      ],
      tls: it.tls,
    }),
  }));

const controllers: fc.Arbitrary<Manifest[]> = fc
  .record({
    nginx: fc.option(
      fc.subarray([
        "--enable-ssl-passthrough",
        "--watch-ingress-without-class=true",
        "--default-ssl-certificate=default/app-tls",
      ]),
      { nil: null },
    ),
    traefik: fc.option(
      fc.subarray([
        "--providers.kubernetesingress",
        "--providers.kubernetescrd",
        "--entrypoints.websecure.http.tls=true",
      ]),
      { nil: null },
    ),
    classes: fc.boolean(),
  })
  .map(({ nginx, traefik, classes }) => [
    ...(nginx === null ? [] : [workload("ingress-nginx", "registry.k8s.io/ingress-nginx/controller:v1.15.1", nginx)]),
    ...(traefik === null
      ? []
      : [
          workload("traefik", "traefik:v3.7.15", [
            "--entrypoints.web.address=:80",
            "--entrypoints.websecure.address=:443",
            ...traefik,
          ]),
        ]),
    ...(classes
      ? [ingressClass("nginx", "k8s.io/ingress-nginx"), ingressClass("traefik", "traefik.io/ingress-controller")]
      : []),
  ]);

const supports: Manifest[] = [
  ...NAMESPACES.flatMap((namespace) => [
    service(namespace, "app", [
      { name: "http", port: 80 },
      { name: "https", port: 443 },
    ]),
    service(namespace, "api", [{ name: "https", port: 8443 }]),
  ]),
  {
    apiVersion: "traefik.io/v1alpha1",
    kind: "ServersTransport",
    metadata: { name: "lax", namespace: "default" },
    spec: { insecureSkipVerify: true },
  },
  {
    apiVersion: "traefik.io/v1alpha1",
    kind: "Middleware",
    metadata: { name: "redirect", namespace: "default" },
    spec: { redirectScheme: { scheme: "https" } },
  },
  {
    apiVersion: "traefik.io/v1alpha1",
    kind: "TLSOption",
    metadata: { name: "strict", namespace: "default" },
    spec: { sniStrict: true },
  },
];

/** Clusters with every kind that a verdict reads; one object per identity. */
export const clusters: fc.Arbitrary<Manifest[]> = fc
  .tuple(
    controllers,
    fc.array(ingress, { maxLength: 5 }),
    fc.array(ingressRoute, { maxLength: 3 }),
    fc.subarray(supports),
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
  const labels = { "app.kubernetes.io/name": name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image, args: [...args] }] } },
    },
  };
}

function ingressClass(name: string, controller: string): Manifest {
  return { apiVersion: "networking.k8s.io/v1", kind: "IngressClass", metadata: { name }, spec: { controller } };
}

function service(namespace: string, name: string, ports: { name: string; port: number }[]): Manifest {
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace }, spec: { selector: { app: name }, ports } };
}

function defined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
