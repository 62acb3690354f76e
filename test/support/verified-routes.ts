import { audit } from "../../src/audit.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Report } from "../../src/model/report.ts";
import { type Issued, issue } from "./certificates.ts";
import { pemOf } from "./chains.ts";

export const NAME = "app.shop.svc";
const NOW = Date.parse("2026-11-25");
export const root = issue({ cn: "Root", ca: true });
export const other = issue({ cn: "Other", ca: true });
export const leaf = issue({ names: [NAME], by: root });
export const commonName = issue({ cn: NAME, by: root });
export const client = issue({ names: ["client"], by: root, purposes: ["1.3.6.1.5.5.7.3.2"] });
export const renamed = issue({ names: ["app.other.svc"], by: root });
export const over = issue({ names: [NAME], by: root, from: "20240101", to: "20260101" });

export type Manifest = Readonly<Record<string, unknown>>;

export function object(
  apiVersion: string,
  kind: string,
  name: string,
  rest: Manifest,
  namespace: string | null = "shop",
): Manifest {
  const { metadata = {}, ...others } = rest;
  const scope = namespace === null ? {} : { namespace };
  return { apiVersion, kind, metadata: { name, ...scope, ...(metadata as Manifest) }, ...others };
}

export function pair(name: string, certificate: Issued): Manifest {
  return object("v1", "Secret", name, {
    type: "kubernetes.io/tls",
    stringData: { "tls.crt": certificate.certificate, "tls.key": certificate.key },
  });
}

/** A workload with Secrets and other volumes, all of them mounted. */
export function workload(name: string, volumes: readonly Manifest[], spec: Manifest = {}): Manifest {
  const named = volumes.map((volume, index) => ({ name: `v${index}`, ...volume }));
  const mounts = named.map((volume, index) => ({ name: volume.name, mountPath: `/${index}` }));
  const pod = { containers: [{ name: "app", image: "registry.test/app:1", volumeMounts: mounts }], volumes: named };
  const labels = { app: "app" };
  return object("apps/v1", "Deployment", name, {
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod }, ...spec },
  });
}

export const secret = (secretName: string, more: Manifest = {}): Manifest => ({ secret: { secretName, ...more } });
export const service = object("v1", "Service", "app", {
  spec: { selector: { app: "app" }, ports: [{ name: "tls", port: 443 }] },
});
export const program = (name: string, image: string, args: readonly string[] = []): Manifest =>
  object(
    "apps/v1",
    "Deployment",
    name,
    {
      spec: {
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image, args }] } },
      },
    },
    name,
  );

export const CA = object("v1", "Secret", "backend-ca", { stringData: { "ca.crt": pemOf([root]) } });
export const CA_MAP = object("v1", "ConfigMap", "backend-ca", { data: { "ca.crt": pemOf([root]) } });
export const FRONT = pair("front", issue({ names: ["shop.test"], by: root }));
export const APP = [service, pair("app-tls", leaf), workload("app", [secret("app-tls")])];

export const nginx = (annotations: Manifest = {}): Manifest[] => [
  program("ingress-nginx", "registry.k8s.io/ingress-nginx/controller:v1.15.1"),
  object("networking.k8s.io/v1", "IngressClass", "nginx", { spec: { controller: "k8s.io/ingress-nginx" } }, null),
  object("networking.k8s.io/v1", "Ingress", "shop", {
    metadata: {
      annotations: Object.fromEntries(
        Object.entries({
          "backend-protocol": "HTTPS",
          "proxy-ssl-secret": "shop/backend-ca",
          "proxy-ssl-verify": "on",
          "proxy-ssl-name": NAME,
          ...annotations,
        }).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
      ),
    },
    spec: {
      ingressClassName: "nginx",
      tls: [{ hosts: ["shop.test"], secretName: "front" }],
      rules: [
        {
          host: "shop.test",
          http: {
            paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "app", port: { number: 443 } } } }],
          },
        },
      ],
    },
  }),
];

export const traefik = (roots: readonly Manifest[] = [{ secret: "backend-ca" }]): Manifest[] => [
  program("traefik", "traefik:v3.7.15", [
    "--entryPoints.websecure.address=:8443",
    "--entryPoints.websecure.http.tls",
    "--providers.kubernetesCRD",
  ]),
  object("traefik.io/v1alpha1", "ServersTransport", "app", { spec: { serverName: NAME, rootCAs: roots } }),
  object("traefik.io/v1alpha1", "IngressRoute", "shop", {
    spec: {
      entryPoints: ["websecure"],
      tls: { secretName: "front" },
      routes: [
        {
          kind: "Rule",
          match: "Host(`shop.test`)",
          services: [{ name: "app", port: 443, scheme: "https", serversTransport: "app" }],
        },
      ],
    },
  }),
];

export const contour = (): Manifest[] => [
  program("contour", "ghcr.io/projectcontour/contour:v1.33.8", ["serve"]),
  object("projectcontour.io/v1", "HTTPProxy", "shop", {
    spec: {
      virtualhost: { fqdn: "shop.test", tls: { secretName: "front" } },
      routes: [
        {
          services: [
            { name: "app", port: 443, protocol: "tls", validation: { caSecret: "backend-ca", subjectName: NAME } },
          ],
        },
      ],
    },
  }),
];

const gateway = (controllerName: string, deployment: Manifest, kind = "ConfigMap"): Manifest[] => {
  const target = { group: "", kind: "Service", name: "app" };
  const validation = { hostname: NAME, caCertificateRefs: [{ group: "", kind, name: "backend-ca" }] };
  const version = controllerName.includes("contour") ? "v1alpha3" : "v1";
  return [
    deployment,
    object("gateway.networking.k8s.io/v1", "GatewayClass", "edge", { spec: { controllerName } }, null),
    object("gateway.networking.k8s.io/v1", "Gateway", "edge", {
      spec: {
        gatewayClassName: "edge",
        listeners: [
          { name: "tls", port: 443, protocol: "HTTPS", tls: { certificateRefs: [{ kind: "Secret", name: "front" }] } },
        ],
      },
    }),
    object("gateway.networking.k8s.io/v1", "HTTPRoute", "shop", {
      spec: {
        parentRefs: [{ name: "edge" }],
        hostnames: ["shop.test"],
        rules: [{ backendRefs: [{ name: "app", port: 443 }] }],
      },
    }),
    object(`gateway.networking.k8s.io/${version}`, "BackendTLSPolicy", "app", {
      spec: { targetRefs: [target], validation },
    }),
  ];
};
export const envoyGateway = (kind?: string): Manifest[] =>
  gateway(
    "gateway.envoyproxy.io/gatewayclass-controller",
    program("envoy-gateway", "docker.io/envoyproxy/gateway:v1.9.1"),
    kind,
  );
export const contourGateway = (): Manifest[] => [
  object(
    "projectcontour.io/v1alpha1",
    "ContourConfiguration",
    "contour",
    { spec: { gateway: { gatewayRef: { namespace: "shop", name: "edge" } } } },
    "contour",
  ),
  ...gateway(
    "projectcontour.io/gateway-controller",
    program("contour", "ghcr.io/projectcontour/contour:v1.33.8", ["serve", "--contour-config-name=contour"]),
  ),
];
export const traefikGateway = (): Manifest[] =>
  gateway(
    "traefik.io/gateway-controller",
    program("traefik", "traefik:v3.7.15", ["--entryPoints.websecure.address=:443", "--providers.kubernetesGateway"]),
  );

/** The report of objects that verify Service `app` by the CA in `backend-ca`. */
export function reportOf(objects: readonly Manifest[], whole = true): Report {
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: [FRONT, ...objects] });
  return audit(new Inventory(readText(list, "input.json"), { whole }), { now: NOW });
}

/** What is told of the backend: its protection, the sentence of evidence, and the findings. */
export function toldOf({ routes, findings }: Report): { proven: string | null; refused: string[] } {
  const hops = routes.flatMap((route) => route.hops).filter(({ role }) => role === "backend");
  const vouched = hops.flatMap(({ evidence }) => evidence).find(({ fact }) => fact.includes("vouches for"));
  return {
    proven: vouched?.fact ?? null,
    refused: findings.filter(({ rule }) => rule === "LH5014").map(({ message }) => message),
  };
}

export const PROVEN = {
  proven: `Secret shop/app-tls, which the pods mount, holds a certificate that CN=Root of the CA bundle vouches for, and that is for ${NAME}.`,
  refused: [],
};
export const NOTHING = { proven: null, refused: [] };
export const refusal = (status: number, why: string) => ({
  proven: null,
  refused: [
    `Verification refuses the certificate that the pods mount: if they serve that of Secret shop/app-tls, every request gets ${status}: ${why}`,
  ],
});
