import { audit, type AuditOptions } from "../../src/audit.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Fact } from "../../src/model/evidence.ts";
import type { Report, Route } from "../../src/model/report.ts";
import { selfSigned } from "../support/certificates.ts";

export type Manifest = Readonly<Record<string, unknown>>;
/** One manifest, or a few, and what the route comes to, in the words of `told`. */
export interface Row {
  readonly name: string;
  readonly fact: Fact;
  readonly objects: readonly Manifest[];
  readonly told: string;
}

export type Implementation = "envoy-gateway" | "contour" | "traefik" | "nobody";

const CONTROLLERS: Readonly<Record<Implementation, string>> = {
  "envoy-gateway": "gateway.envoyproxy.io/gatewayclass-controller",
  contour: "projectcontour.io/gateway-controller",
  traefik: "traefik.io/gateway-controller",
  nobody: "example.com/gateway-controller",
};

const pair = selfSigned(["shop.example.com", "*.example.org"]);
const authority = selfSigned(["ca"]);
const base64 = (text: string): string => Buffer.from(text).toString("base64");

export function object(kind: string, name: string, spec: unknown, more: Manifest = {}): Manifest {
  const [group = "", version = "v1"] = GROUPS[kind] ?? ["gateway.networking.k8s.io"];
  const apiVersion = group === "" ? version : `${group}/${version}`;
  return { apiVersion, kind, metadata: { name, namespace: "shop" }, spec, ...more };
}

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Service: [""],
  Backend: ["gateway.envoyproxy.io", "v1alpha1"],
  ClientTrafficPolicy: ["gateway.envoyproxy.io", "v1alpha1"],
  EnvoyProxy: ["gateway.envoyproxy.io", "v1alpha1"],
  HTTPProxy: ["projectcontour.io"],
  TLSCertificateDelegation: ["projectcontour.io"],
};

export const HTTP = { name: "http", protocol: "HTTP", port: 80 };
export const HTTPS = {
  name: "https",
  protocol: "HTTPS",
  port: 443,
  tls: { certificateRefs: [{ group: "", kind: "Secret", name: "shop-tls" }] },
};
export const PASSTHROUGH = { name: "tls", protocol: "TLS", port: 443, tls: { mode: "Passthrough" } };

export function gateway(listeners: readonly unknown[], spec: Manifest = {}): Manifest {
  return object("Gateway", "edge", { gatewayClassName: "edge", listeners, ...spec });
}

export function route(spec: Manifest = {}, name = "shop", kind = "HTTPRoute"): Manifest {
  return object(kind, name, {
    parentRefs: [{ name: "edge", sectionName: "https" }],
    hostnames: ["shop.example.com"],
    rules: [{ backendRefs: [{ kind: "Service", name: "app", port: 443 }] }],
    ...spec,
  });
}

export const REDIRECT = {
  filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }],
};

export function service(port: Manifest = {}, metadata: Manifest = {}, spec: Manifest = {}): Manifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "app", namespace: "shop", ...metadata },
    spec: { selector: { app: "app" }, ports: [{ name: "https", port: 443, ...port }], ...spec },
  };
}

export function secret(
  name: string,
  data: Readonly<Record<string, string>>,
  namespace = "shop",
  type = "kubernetes.io/tls",
): Manifest {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, type, data };
}

export const KEYS = { "tls.crt": base64(pair.certificate), "tls.key": base64(pair.key) };
export function configMap(name: string, data: Readonly<Record<string, string>>, namespace = "shop"): Manifest {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data };
}

export const PEM = authority.certificate;
const REF = { group: "", kind: "ConfigMap", name: "app-ca" };

export function policy(validation: Manifest = {}, target: Manifest = {}, more: Manifest = {}): Manifest {
  const targetRefs = [{ group: "", kind: "Service", name: "app", ...target }];
  const checks = { hostname: "app.shop.svc", caCertificateRefs: [REF], ...validation };
  return object("BackendTLSPolicy", "app", { targetRefs, validation: checks }, more);
}

export const SYSTEM = { wellKnownCACertificates: "System", caCertificateRefs: undefined };

/** The controller itself, as its own manifests have it. */
function workload(implementation: Implementation): Manifest[] {
  const images: Readonly<Record<string, readonly [image: string, args: readonly string[]]>> = {
    "envoy-gateway": ["docker.io/envoyproxy/gateway:v1.9.1", ["server"]],
    contour: ["ghcr.io/projectcontour/contour:v1.33.8", ["serve", "--config-path=/config/contour.yaml"]],
    traefik: [
      "traefik:v3.7.15",
      [
        "--entryPoints.web.address=:80",
        "--entryPoints.websecure.address=:443",
        "--providers.kubernetesgateway=true",
        "--providers.kubernetescrd",
      ],
    ],
  };
  const found = images[implementation];
  if (found === undefined) return [];
  const [image, args] = found;
  const metadata = { name: implementation, namespace: "controllers" };
  const volumes = [{ name: "config", configMap: { name: "contour" } }];
  const spec = {
    template: { spec: { containers: [{ name: "controller", image, command: ["contour"], args }], volumes } },
  };
  return [{ apiVersion: "apps/v1", kind: "Deployment", metadata, spec }];
}

const ENABLED = "kind: EnvoyGateway\nextensionApis:\n  enableBackend: true\n";
const CONTOUR = "gateway:\n  gatewayRef:\n    namespace: shop\n    name: edge\n";

/** A cluster with one controller, the usual certificate, CA and Service, and what a case adds; later objects replace earlier ones. */
export function cluster(
  implementation: Implementation,
  objects: readonly Manifest[],
  settings = CONTOUR,
  options: AuditOptions = {},
): Report {
  const items: Manifest[] = [
    ...workload(implementation),
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "GatewayClass",
      metadata: { name: "edge" },
      spec: { controllerName: CONTROLLERS[implementation] },
    },
    configMap("contour", { "contour.yaml": settings }, "controllers"),
    configMap("envoy-gateway-config", { "envoy-gateway.yaml": ENABLED }, "controllers"),
    secret("shop-tls", KEYS),
    configMap("app-ca", { "ca.crt": PEM }),
    ...(objects.some(({ kind }) => kind === "Service") ? [] : [service()]),
  ];
  const text = JSON.stringify({ apiVersion: "v1", kind: "List", items: [...items, ...objects] });
  return audit(new Inventory(readText(text, "cluster.json"), { whole: true }), options);
}

/** `client | backend` of one route, in few words. */
export function told(found: Route | undefined): string {
  if (found === undefined) return "no route";
  const { client, hops } = found;
  const http = client.http === "redirects" ? `redirects to ${client.redirectTo}` : client.http;
  const demand = client.clientCertificate === "none" ? "" : ` (client certificate ${client.clientCertificate})`;
  const backends = hops
    .filter((hop) => hop.role !== "client")
    .map(
      (hop) =>
        `${hop.role === "backend" ? "" : `${hop.role} `}${hop.protection}${hop.status === null ? "" : ` ${hop.status}`}`,
    );
  return `http ${http}, https ${client.https}${demand}, ${backends.length === 0 ? "no backend" : backends.join(" + ")}`;
}

export function routeOf(
  report: Report,
  { host = "shop.example.com", path = "/", port = null as number | null } = {},
): Route | undefined {
  return report.routes.find((item) => item.host === host && item.path === path && item.port === port);
}
