import { describe, expect, it } from "vitest";
import { audit } from "../../audit.ts";
import { readText } from "../../input/read.ts";
import { Inventory } from "../../inventory/inventory.ts";
import type { Route } from "../../model/report.ts";
import { FACTS } from "./facts.ts";

const WEB = "--entryPoints.web.address=:8000/tcp";
const SECURE = "--entryPoints.websecure.address=:8443/tcp";
const HTTP_TLS = "--entryPoints.websecure.http.tls";
const PROVIDERS = ["--providers.kubernetesIngress", "--providers.kubernetesCRD"];
const NGINX = "--providers.kubernetesIngressNGINX";
const T = "traefik.ingress.kubernetes.io/";
const N = "nginx.ingress.kubernetes.io/";

interface Setting {
  readonly args?: readonly string[];
  /** Of the Ingress, without their prefix. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Of the Service, without their prefix. */
  readonly service?: Readonly<Record<string, string>>;
  readonly port?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly path?: Readonly<Record<string, unknown>>;
  /** `[kind, name, spec]` of custom resources in the same namespace. */
  readonly resources?: readonly (readonly [kind: string, name: string, spec: unknown])[];
}

function withPrefix(prefix: string, names: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(names).map(([name, value]) => [`${prefix}${name}`, value]));
}

function routesOf(provider: "traefik" | "nginx", setting: Setting): readonly Route[] {
  const {
    args = [HTTP_TLS],
    annotations = {},
    service = {},
    port = {},
    spec = {},
    path = {},
    resources = [],
  } = setting;
  const flags = [WEB, SECURE, ...args, ...(provider === "nginx" ? [NGINX] : PROVIDERS)];
  const controller = provider === "nginx" ? "k8s.io/ingress-nginx" : "traefik.io/ingress-controller";
  const metadata = (name: string, own: Readonly<Record<string, string>> = {}): unknown => ({
    name,
    namespace: "shop",
    annotations: own,
  });
  const items: unknown[] = [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: metadata("traefik"),
      spec: { template: { spec: { containers: [{ name: "traefik", image: "traefik:v3.7.15", args: flags }] } } },
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: "mine" },
      spec: { controller },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadata("app", withPrefix(T, service)),
      spec: { selector: { app: "app" }, ports: [{ name: "web", port: 80, ...port }] },
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: metadata("app", withPrefix(provider === "nginx" ? N : T, annotations)),
      spec: {
        ingressClassName: "mine",
        rules: [
          {
            host: "shop.example.test",
            http: {
              paths: [
                {
                  path: "/",
                  pathType: "Prefix",
                  backend: { service: { name: "app", port: { number: port["port"] ?? 80 } } },
                  ...path,
                },
              ],
            },
          },
        ],
        ...spec,
      },
    },
    ...resources.map(([kind, name, own]) => ({
      apiVersion: "traefik.io/v1alpha1",
      kind,
      metadata: metadata(name),
      spec: own,
    })),
  ];
  const text = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  return audit(new Inventory(readText(text, "cluster.json"))).routes;
}

function told({ client, hops }: Route): string {
  const http = client.http === "redirects" ? `redirects(${client.redirectStatus})` : client.http;
  const backend = hops.find((hop) => hop.role === "backend" || hop.role === "default-backend");
  return `${http} | ${client.https} | ${backend?.protection ?? "nothing"}`;
}

type Row = readonly [what: string, setting: Setting, expected: string, fact: keyof typeof FACTS];

function check(provider: "traefik" | "nginx", [, setting, expected, fact]: Row): void {
  const [route] = routesOf(provider, setting);
  expect(route === undefined ? "no route" : told(route)).toBe(expected);
  const facts = route?.hops.flatMap((hop) => hop.evidence.map((item) => item.fact)) ?? [];
  expect(facts.some((text) => text.startsWith(FACTS[fact].text))).toBe(true);
}

const toHttps = ["Middleware", "to-https", { redirectScheme: { scheme: "https" } }] as const;
const TRAEFIK: readonly Row[] = [
  [
    "a priority that is no number",
    { annotations: { "router.priority": "high" } },
    "refused | refused | broken",
    "annotationUnknown",
  ],
  [
    "a boolean that is none",
    { service: { "service.nativelb": "on" } },
    "refused | refused | broken",
    "annotationUnknown",
  ],
  [
    "healthcheck on the Service",
    { service: { "service.healthcheck.path": "/x" } },
    "refused | refused | broken",
    "annotationUnknown",
  ],
  [
    "keys in capitals",
    { service: { "SERVICE.SERVERSSCHEME": "https" } },
    "serves | terminates | tls-verified",
    "defaultTransport",
  ],
  [
    "a scheme in capitals",
    { service: { "service.serversscheme": "HTTPS" } },
    "serves | terminates | tls-verified",
    "defaultTransport",
  ],
  [
    "a scheme that HTTP does not know",
    { service: { "service.serversscheme": "wss" } },
    "serves | terminates | broken",
    "schemeUnsupported",
  ],
  [
    "a scheme with a blank",
    { service: { "service.serversscheme": "https " } },
    "refused | refused | broken",
    "schemeUnsupported",
  ],
  [
    "an entry point in other letters",
    { annotations: { "router.entrypoints": "WebSecure" } },
    "refused | refused | broken",
    "entryPointUnknown",
  ],
  ["http.tls=1 is off", { args: [`${HTTP_TLS}=1`] }, "serves | refused | plaintext", "plainRouter"],
  [
    "a redirection to an entry point that is not there",
    { args: [HTTP_TLS, "--entryPoints.web.http.redirections.entryPoint.to=secure"] },
    "serves | terminates | plaintext",
    "entryPointTls",
  ],
  [
    "a redirection of low priority",
    {
      args: [
        HTTP_TLS,
        "--entryPoints.web.http.redirections.entryPoint.to=websecure",
        "--entryPoints.web.http.redirections.entryPoint.priority=1",
      ],
    },
    "serves | terminates | plaintext",
    "plainRouter",
  ],
  [
    "a redirect in a chain",
    {
      annotations: { "router.middlewares": "shop-all@kubernetescrd" },
      resources: [toHttps, ["Middleware", "all", { chain: { middlewares: [{ name: "to-https" }] } }]],
    },
    "redirects(302) | terminates | plaintext",
    "middlewareRedirect",
  ],
  [
    "a regular expression of another host",
    {
      annotations: { "router.middlewares": "shop-moved@kubernetescrd" },
      resources: [
        ["Middleware", "moved", { redirectRegex: { regex: "^http://other/(.*)", replacement: "https://new/${1}" } }],
      ],
    },
    "serves | terminates | plaintext",
    "plainRouter",
  ],
  [
    "a middleware without a type",
    { annotations: { "router.middlewares": "shop-empty@kubernetescrd" }, resources: [["Middleware", "empty", {}]] },
    "refused | refused | broken",
    "middlewareBroken",
  ],
  [
    "a redirect on the entry point",
    { args: [HTTP_TLS, "--entryPoints.web.http.middlewares=shop-to-https@kubernetescrd"], resources: [toHttps] },
    "redirects(302) | terminates | plaintext",
    "middlewareRedirect",
  ],
  [
    "nativeLB by default, with a ClusterIP",
    { args: [HTTP_TLS, "--providers.kubernetesIngress.nativeLBByDefault"] },
    "serves | terminates | plaintext",
    "plainRouter",
  ],
  [
    "an option that is called default",
    { annotations: { "router.tls.options": "default" } },
    "refused | terminates | plaintext",
    "tlsRouter",
  ],
  [
    "an option that is missing",
    { annotations: { "router.tls.options": "shop-gone@kubernetescrd" } },
    "refused | refused | broken",
    "optionMissing",
  ],
  [
    "crossProviderNamespaces",
    {
      args: [HTTP_TLS, "--providers.kubernetesIngress.crossProviderNamespaces=other"],
      annotations: { "router.middlewares": "shop-to-https@kubernetescrd" },
      resources: [toHttps],
    },
    "refused | refused | broken",
    "crossProvider",
  ],
  [
    "equal lowest and highest versions",
    {
      args: [HTTP_TLS, "--serversTransport.insecureSkipVerify"],
      service: { "service.serversscheme": "https", "service.serverstransport": "shop-mine@kubernetescrd" },
      resources: [
        [
          "ServersTransport",
          "mine",
          { insecureSkipVerify: true, minVersion: "VersionTLS12", maxVersion: "VersionTLS12" },
        ],
      ],
    },
    "serves | terminates | tls-verified",
    "brokenTransport",
  ],
];

describe("an Ingress of the Ingress provider", () => {
  it.each(TRAEFIK)("%s", (...row) => check("traefik", row));
});

const TLS = { tls: [{ hosts: ["shop.example.test"] }] };
const LOOK_ALIKE: readonly Row[] = [
  [
    "a missing Service is redirected, then 503",
    { spec: TLS, path: { backend: { service: { name: "gone", port: { number: 80 } } } } },
    "redirects(308) | refused | broken",
    "nginxEmpty",
  ],
  [
    "permanent-redirect answers over TLS",
    { annotations: { "permanent-redirect": "https://new.test" } },
    "redirects(301) | terminates | nothing",
    "nginxElsewhere",
  ],
  [
    "permanent-redirect-code",
    { annotations: { "permanent-redirect": "https://new.test", "permanent-redirect-code": "308" } },
    "redirects(308) | terminates | nothing",
    "nginxElsewhere",
  ],
  [
    "temporal-redirect goes first",
    { annotations: { "permanent-redirect": "https://p.test", "temporal-redirect": "https://t.test" } },
    "redirects(302) | terminates | nothing",
    "nginxElsewhere",
  ],
  ["app-root", { annotations: { "app-root": "/app" } }, "redirects(302) | terminates | nothing", "nginxElsewhere"],
  [
    "proxy-ssl-secret towards clear text is not read",
    { annotations: { "proxy-ssl-secret": "shop/gone" } },
    "serves | terminates | plaintext",
    "clearByDefault",
  ],
  ["an empty auth-tls-secret", { annotations: { "auth-tls-secret": "" } }, "refused | refused | broken", "nginxSecret"],
  [
    "a snippet that is not read",
    { annotations: { "stream-snippet": "x" } },
    "serves | terminates | plaintext",
    "clearByDefault",
  ],
  [
    "a snippet that is empty",
    { annotations: { "configuration-snippet": "" } },
    "serves | terminates | plaintext",
    "clearByDefault",
  ],
  [
    "a source range that is none",
    { annotations: { "whitelist-source-range": "x" } },
    "refused | refused | broken",
    "middlewareBroken",
  ],
  [
    "basic auth without its Secret",
    { annotations: { "auth-type": "basic", "auth-secret": "gone" } },
    "refused | refused | broken",
    "nginxAuthSecret",
  ],
  [
    "regular expressions in a Prefix",
    { path: { path: "/v1(/|$)(.*)" } },
    "refused | refused | broken",
    "nginxStrictPath",
  ],
  [
    "a canary alone",
    { annotations: { canary: "true", "canary-weight": "100" } },
    "refused | refused | broken",
    "nginxCanaryAlone",
  ],
  [
    "the default backend is clear",
    {
      annotations: { "backend-protocol": "HTTPS" },
      spec: { rules: [], defaultBackend: { service: { name: "app", port: { number: 80 } } } },
    },
    "serves | terminates | plaintext",
    "nginxDefaultClear",
  ],
  [
    "proxy-ssl-server-name is the name",
    { annotations: { "backend-protocol": "HTTPS", "proxy-ssl-verify": "on", "proxy-ssl-server-name": "on" } },
    "serves | terminates | broken",
    "nginxServerName",
  ],
];

describe("an Ingress of the look-alike", () => {
  it.each(LOOK_ALIKE)("%s", (...row) => check("nginx", row));
});

const TCP: readonly (readonly [what: string, resources: Setting["resources"], expected: string])[] = [
  [
    "passthrough loses to HTTPS of its host",
    [
      [
        "IngressRoute",
        "web",
        { routes: [{ match: "Host(`tcp.test`)", services: [{ name: "app", port: 80 }] }], tls: {} },
      ],
      [
        "IngressRouteTCP",
        "tcp",
        {
          routes: [{ match: "HostSNI(`tcp.test`)", services: [{ name: "app", port: 80 }] }],
          tls: { passthrough: true },
        },
      ],
    ],
    "refused | terminates | plaintext",
  ],
  [
    "passthrough wins over HTTPS without a host",
    [
      [
        "IngressRoute",
        "web",
        { routes: [{ match: "PathPrefix(`/`)", services: [{ name: "app", port: 80 }] }], tls: {} },
      ],
      [
        "IngressRouteTCP",
        "tcp",
        {
          routes: [{ match: "HostSNI(`tcp.test`)", services: [{ name: "app", port: 80 }] }],
          tls: { passthrough: true },
        },
      ],
    ],
    "refused | passes-through | passthrough",
  ],
  [
    "tls to the pods without a name closes the client's connection",
    [
      [
        "IngressRouteTCP",
        "tcp",
        { routes: [{ match: "HostSNI(`tcp.test`)", services: [{ name: "app", port: 80, tls: true }] }], tls: {} },
      ],
    ],
    "refused | refused | broken",
  ],
  [
    "of two Services one is missing",
    [
      [
        "IngressRouteTCP",
        "tcp",
        {
          routes: [
            {
              match: "HostSNI(`tcp.test`)",
              services: [
                { name: "gone", port: 80 },
                { name: "app", port: 80 },
              ],
            },
          ],
          tls: {},
        },
      ],
    ],
    "refused | terminates | plaintext",
  ],
];

describe("an IngressRouteTCP", () => {
  it.each(TCP)("%s", (_, resources, expected) => {
    const setting: Setting = { args: [], ...(resources === undefined ? {} : { resources }) };
    const route = routesOf("traefik", setting).find(({ object }) => object.kind === "IngressRouteTCP");
    expect(route === undefined ? "no route" : told(route)).toBe(expected);
  });
});

describe("TLS options of one host", () => {
  const options = ["TLSOption", "strict", { clientAuth: { clientAuthType: "RequireAnyClientCert" } }] as const;
  const route = (name: string, match: string, tls: unknown, more: Readonly<Record<string, unknown>> = {}) =>
    [
      "IngressRoute",
      name,
      { entryPoints: ["websecure"], tls, routes: [{ match, services: [{ name: "app", port: 80 }], ...more }] },
    ] as const;
  const strict = { options: { name: "strict" } };
  const pub = "Host(`a.test`) && PathPrefix(`/pub`)";

  it.each([
    ["alone", [options, route("a", "Host(`a.test`)", strict)], "required"],
    ["beside another wish", [options, route("a", "Host(`a.test`)", strict), route("b", pub, {})], "none"],
    [
      "beside a route whose Service is missing",
      [options, route("a", "Host(`a.test`)", strict), route("b", pub, {}, { services: [{ name: "gone", port: 80 }] })],
      "required",
    ],
    [
      "beside a route whose middleware is missing",
      [options, route("a", "Host(`a.test`)", strict), route("b", pub, {}, { middlewares: [{ name: "gone" }] })],
      "none",
    ],
    ["of a wildcard", [options, route("a", "Host(`*.test`)", strict)], "required"],
    ["of a rule without a host", [options, route("a", "PathPrefix(`/`)", strict)], "none"],
  ] as const)("%s", (_, resources, expected) => {
    const found = routesOf("traefik", { args: [], resources }).find(
      ({ object, path }) => object.kind === "IngressRoute" && object.name === "a" && path === "/",
    );
    expect(found?.client.clientCertificate).toBe(expected);
  });
});
