/**
 * Writes `examples/certs/shop.lasthop.gz`: a small cluster as `lasthop snapshot` would keep it. Certificates are signed
 * here with fixed dates and keys that nobody keeps, so each run writes other bytes that say the same.
 * Usage: node scripts/make-certificates-example.ts
 */
import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { readText } from "../src/input/read.ts";
import { packSnapshot } from "../src/input/snapshot/write.ts";
import { Inventory } from "../src/inventory/inventory.ts";
import { VERSION } from "../src/version.ts";
import { issue } from "../test/support/certificates.ts";

type Issued = ReturnType<typeof issue>;

const FILE = resolve(import.meta.dirname, "../examples/certs/shop.lasthop.gz");
const namespace = "shop";

const root = issue({ cn: "Example Root", ca: true });
const publicCa = issue({ cn: "Example Public CA", ca: true, by: root });
const endingCa = issue({ cn: "Example Partner CA", ca: true, by: root, from: "20210620", to: "20260620" });

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function secret(name: string, chain: readonly Issued[], key: Issued | undefined = chain[0], where = namespace): object {
  const data = {
    "tls.crt": base64(chain.map(({ certificate }) => certificate).join("")),
    "tls.key": base64(key?.key ?? ""),
  };
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace: where }, type: "kubernetes.io/tls", data };
}

function ingress(name: string, host = `${name}.example.com`, where = namespace): object {
  const backend = { service: { name: "web", port: { number: 80 } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: where, creationTimestamp: "2025-01-01T00:00:00Z" },
    spec: {
      ingressClassName: "nginx",
      tls: [{ hosts: [host], secretName: `${name}-tls` }],
      rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
    },
  };
}

function service(where: string): object {
  const spec = { selector: { app: "web" }, ports: [{ name: "http", port: 80 }] };
  return { apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: where }, spec };
}

/** cert-manager's object for the Secret of an Ingress. */
function managed(name: string, status: object): object {
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name, namespace },
    spec: {
      secretName: `${name}-tls`,
      dnsNames: [`${name}.example.com`],
      issuerRef: { name: "public", kind: "ClusterIssuer" },
    },
    status: { conditions: [{ type: "Ready", status: "True" }], ...status },
  };
}

const CONTROLLER = [
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    metadata: { name: "nginx" },
    spec: { controller: "k8s.io/ingress-nginx" },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "ingress-nginx-controller", namespace: "ingress-nginx" },
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: "controller",
              image: "registry.k8s.io/ingress-nginx/controller:v1.15.1",
              args: ["/nginx-ingress-controller", "--ingress-class=nginx"],
            },
          ],
        },
      },
    },
  },
];

/** Of a public CA, with its issuer behind it. */
function ofPublic(host: string, from: string, to: string): [Issued, Issued] {
  return [issue({ names: [host], public: true, by: publicCa, from, to }), publicCa];
}

function cluster(): object[] {
  const shop = ofPublic("shop.example.com", "20260510", "20260808");
  const payments = ofPublic("payments.example.com", "20260315", "20260613");
  const stock = ofPublic("stock.example.com", "20260520", "20261125");
  const replaced = issue({ names: ["stock.example.com"] });
  const legacy = ofPublic("legacy.example.com", "20260301", "20270330");
  const [reviews] = ofPublic("reviews.example.com", "20260501", "20260730");
  const partners = issue({ names: ["partners.example.com"], by: endingCa, from: "20260101", to: "20270101" });
  const vault = ofPublic("vault.example.com", "20260501", "20260730");
  const wildcard = ofPublic("*.blog.example.com", "20260501", "20260730");
  const archive = ofPublic("archive.example.com", "20250801", "20260501");
  return [
    ...CONTROLLER,
    service(namespace),
    service("blog"),
    ingress("shop"),
    secret("shop-tls", shop),
    managed("shop", { notAfter: "2026-08-08T00:00:00Z", renewalTime: "2026-07-09T00:00:00Z" }),
    ingress("payments"),
    secret("payments-tls", payments),
    managed("payments", { notAfter: "2026-06-13T00:00:00Z", renewalTime: "2026-05-14T00:00:00Z" }),
    // The certificate was renewed by hand, and the key of the one before was left.
    ingress("stock"),
    secret("stock-tls", stock, replaced),
    ingress("legacy"),
    secret("legacy-tls", legacy),
    ingress("reviews"),
    secret("reviews-tls", [reviews]),
    ingress("partners"),
    secret("partners-tls", [partners, endingCa]),
    ingress("vault"),
    secret("vault-tls", vault, vault[0], "vault"),
    ingress("news", "news.blog.example.com", "blog"),
    secret("news-tls", wildcard, wildcard[0], "blog"),
    secret("blog-tls", wildcard),
    secret("archive-tls", archive),
  ];
}

const text = JSON.stringify({ apiVersion: "v1", kind: "List", items: cluster() });
const { objects } = new Inventory(readText(text, "shop"));
const coverage = { whole: true, absentSecrets: ["shop/vault-tls"] };
const header = {
  version: VERSION,
  server: "v1.34.1",
  name: "shop",
  redacted: false,
  objects: objects.length,
  skipped: [],
  coverage,
};
await pipeline(packSnapshot(header, objects), createWriteStream(FILE));
