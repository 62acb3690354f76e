import { audit } from "../../src/audit.ts";
import { FACTS } from "../../src/controllers/ingress-nginx/facts.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Report, Route } from "../../src/model/report.ts";

const PREFIX = "nginx.ingress.kubernetes.io/";

export interface Cluster {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly tls?: readonly unknown[];
  readonly host?: string | null;
  readonly path?: string;
  readonly pathType?: "Exact" | "Prefix" | "ImplementationSpecific";
  /** The Service's name and port; `app` and 80 when left out. */
  readonly backend?: readonly [service: string, port: number | string];
  readonly config?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly image?: string;
  /** More objects, e.g. a second Ingress. */
  readonly more?: readonly unknown[];
}

export function ingress(name: string, setting: Cluster & { readonly created?: string }): unknown {
  const {
    annotations = {},
    tls,
    host = "shop.example.test",
    path = "/",
    pathType = "Prefix",
    backend = ["app", 80],
    created,
  } = setting;
  const [service, port] = backend;
  const number = typeof port === "number" ? { number: port } : { name: port };
  const rule = {
    ...(host === null ? {} : { host }),
    http: { paths: [{ path, pathType, backend: { service: { name: service, port: number } } }] },
  };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      name,
      namespace: "shop",
      ...(created === undefined ? {} : { creationTimestamp: created }),
      annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`${PREFIX}${key}`, value])),
    },
    spec: { ingressClassName: "nginx", ...(tls === undefined ? {} : { tls }), rules: [rule] },
  };
}

export function report(setting: Cluster): Report {
  const { image = "registry.k8s.io/ingress-nginx/controller:v1.15.1", args = [], config = {}, more = [] } = setting;
  const items = [
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: "nginx" },
      spec: { controller: "k8s.io/ingress-nginx" },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "controller", namespace: "ingress-nginx" },
      spec: {
        template: {
          spec: { containers: [{ name: "controller", image, args: ["--configmap=ingress-nginx/config", ...args] }] },
        },
      },
    },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "config", namespace: "ingress-nginx" }, data: config },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "app", namespace: "shop" },
      spec: { selector: { app: "app" }, ports: [{ name: "http", port: 80 }] },
    },
    ...["web", "ca"].map((name) => ({
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name, namespace: "shop" },
      spec: { secretName: name, dnsNames: ["shop.example.test"] },
    })),
    ingress("app", setting),
    ...more,
  ];
  return audit(new Inventory(readText(JSON.stringify({ apiVersion: "v1", kind: "List", items }), "cluster.json")));
}

/** Port 80, port 443 with its certificate, and the hop to the pods, in one line. */
export function verdict({ client, hops }: Route): string {
  const { certificate } = client;
  const served = certificate.kind === "secret" ? certificate.name : certificate.kind;
  const backend =
    hops[1] === undefined ? "none" : `${hops[1].protection}${hops[1].status === null ? "" : ` ${hops[1].status}`}`;
  return `${client.http}${client.redirectStatus ?? ""} | ${client.https} ${served} | ${backend}`;
}

export const TLS = [{ hosts: ["shop.example.test"], secretName: "web" }];
export const VERIFIED = {
  "backend-protocol": "HTTPS",
  "proxy-ssl-secret": "shop/ca",
  "proxy-ssl-verify": "on",
  "proxy-ssl-name": "app.shop.svc",
};

export type Row = readonly [what: string, setting: Cluster, expected: string, fact: keyof typeof FACTS];

/** Facts that name the Secret they are about. */
const SAID_OTHERWISE = /^(?:Secret shop\/|proxy-ssl-secret has to be|auth-tls-secret has to be)/;

/** A Service of the namespace that everything is in. */
export function service(name: string, spec: Readonly<Record<string, unknown>>): unknown {
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace: "shop" }, spec };
}

/** The verdict on the route of the Ingress `app`, and whether the fact is among its evidence, in its own words or in the case's. */
export function judged([, setting, , fact]: Row): { readonly verdict: string; readonly cites: boolean } {
  const { routes, findings } = report(setting);
  const route = routes.find(({ object }) => object.name === "app");
  if (route === undefined) throw new Error("no route");
  const said = [...route.hops, ...findings].flatMap((item) => item.evidence.map((piece) => piece.fact));
  return {
    verdict: verdict(route),
    cites: said.some((text) => text === FACTS[fact].text || SAID_OTHERWISE.test(text)),
  };
}
