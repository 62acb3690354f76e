import { audit } from "../../src/audit.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Report } from "../../src/model/report.ts";

export const CONTROLLERS = ["ingress-nginx", "traefik", "contour", "envoy-gateway", "nobody"] as const;
export type Controller = (typeof CONTROLLERS)[number];

const HOST = "shop.example.com";
const base64 = (text: string): string => Buffer.from(text).toString("base64");

export interface Data {
  readonly [entry: string]: string;
}

export function secret(data: Data, more: { name?: string; namespace?: string; type?: string } = {}): object {
  const { name = "shop-tls", namespace = "shop", type = "kubernetes.io/tls" } = more;
  const entries = Object.entries(data).map(([entry, text]) => [entry, base64(text)]);
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, type, data: Object.fromEntries(entries) };
}

function workload(image: string, args: readonly string[]): object {
  const template = { spec: { containers: [{ name: "controller", image, args }] } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "controller", namespace: "edge" },
    spec: { template },
  };
}

function ingress(ingressClassName: string): object {
  const backend = { service: { name: "app", port: { number: 80 } } };
  const rules = [{ host: HOST, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }];
  const tls = [{ hosts: [HOST], secretName: "shop-tls" }];
  const metadata = { name: "shop", namespace: "shop" };
  return { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata, spec: { ingressClassName, tls, rules } };
}

function ingressClass(name: string, controller: string): object {
  return { apiVersion: "networking.k8s.io/v1", kind: "IngressClass", metadata: { name }, spec: { controller } };
}

const GATEWAY = "gateway.networking.k8s.io/v1";

/** One route to one host with the Secret `shop/shop-tls`, in a whole cluster. */
const ROUTES: Readonly<Record<Controller, readonly object[]>> = {
  "ingress-nginx": [
    ingressClass("nginx", "k8s.io/ingress-nginx"),
    workload("registry.k8s.io/ingress-nginx/controller:v1.15.1", ["/nginx-ingress-controller"]),
    ingress("nginx"),
  ],
  traefik: [
    ingressClass("traefik", "traefik.io/ingress-controller"),
    workload("traefik:v3.5.0", [
      "--entryPoints.web.address=:80",
      "--entryPoints.websecure.address=:443",
      "--entryPoints.websecure.http.tls=true",
      "--providers.kubernetesingress",
    ]),
    ingress("traefik"),
  ],
  contour: [
    workload("ghcr.io/projectcontour/contour:v1.33.0", ["serve", "--incluster"]),
    {
      apiVersion: "projectcontour.io/v1",
      kind: "HTTPProxy",
      metadata: { name: "shop", namespace: "shop" },
      spec: {
        virtualhost: { fqdn: HOST, tls: { secretName: "shop-tls" } },
        routes: [{ services: [{ name: "app", port: 80 }] }],
      },
    },
  ],
  "envoy-gateway": [
    {
      apiVersion: GATEWAY,
      kind: "GatewayClass",
      metadata: { name: "envoy" },
      spec: { controllerName: "gateway.envoyproxy.io/gatewayclass-controller" },
    },
    {
      apiVersion: GATEWAY,
      kind: "Gateway",
      metadata: { name: "edge", namespace: "shop" },
      spec: {
        gatewayClassName: "envoy",
        listeners: [{ name: "https", port: 443, protocol: "HTTPS", tls: { certificateRefs: [{ name: "shop-tls" }] } }],
      },
    },
    {
      apiVersion: GATEWAY,
      kind: "HTTPRoute",
      metadata: { name: "shop", namespace: "shop" },
      spec: {
        parentRefs: [{ name: "edge" }],
        hostnames: [HOST],
        rules: [{ backendRefs: [{ name: "app", port: 80 }] }],
      },
    },
  ],
  nobody: [],
};

export function reportOf(controller: Controller, ...secrets: readonly object[]): Report {
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "app", namespace: "shop" },
    spec: { selector: { app: "app" }, ports: [{ port: 80 }] },
  };
  const items = [service, ...ROUTES[controller], ...secrets];
  const text = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  return audit(new Inventory(readText(text, "cluster.json"), { whole: true }), { now: Date.parse("2026-06-01") });
}

/** Findings about certificates, each as its rule and the end of what it says. */
export function told({ findings }: Report): string[] {
  return findings
    .filter(({ rule }) => /^LH(?:5|1003|1004|1006|1015|700[12])/.test(rule))
    .map(({ rule, message }) => `${rule} ${message}`);
}
