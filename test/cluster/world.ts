import type { Manifest } from "../support/clusters.ts";
import { selfSigned } from "../support/certificates.ts";

const pair = selfSigned(["shop.example.com"]);

/** A Secret of type kubernetes.io/tls, or another. */
function secret(namespace: string, name: string, type = "kubernetes.io/tls"): Manifest {
  const entry = (text: string): string => Buffer.from(text).toString("base64");
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace },
    type,
    data: {
      "tls.crt": entry(pair.certificate),
      "tls.key": entry(pair.key),
      ...(type === "Opaque" ? { "ca.crt": entry(pair.certificate) } : {}),
    },
  };
}

export function ingress(
  namespace: string,
  name: string,
  { annotations = {}, labels = {} }: { annotations?: Record<string, string>; labels?: Record<string, string> } = {},
): Manifest {
  const backend = { service: { name, port: { number: 443 } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace, annotations, labels, creationTimestamp: "2026-01-01T00:00:00Z" },
    spec: {
      ingressClassName: "nginx",
      tls: [{ hosts: [`${name}.example.com`], secretName: `${name}-tls` }],
      rules: [{ host: `${name}.example.com`, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
    },
  };
}

export function service(namespace: string, name: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: [{ port: 443 }] },
  };
}

export const NGINX: readonly Manifest[] = [
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    metadata: { name: "nginx" },
    spec: { controller: "k8s.io/ingress-nginx" },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "controller", namespace: "edge" },
    spec: {
      selector: { matchLabels: { app: "edge" } },
      template: {
        metadata: { labels: { app: "edge" } },
        spec: {
          containers: [
            {
              name: "controller",
              image: "registry.k8s.io/ingress-nginx/controller:v1.15.1",
              args: ["--controller-class=k8s.io/ingress-nginx", "--configmap=edge/settings"],
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: "edge" },
    data: { "ssl-redirect": "false" },
  },
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "edge" } },
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
];

const VERIFIED = {
  "nginx.ingress.kubernetes.io/backend-protocol": "HTTPS",
  "nginx.ingress.kubernetes.io/proxy-ssl-secret": "shop/backend-ca",
  "nginx.ingress.kubernetes.io/proxy-ssl-verify": "on",
  "nginx.ingress.kubernetes.io/proxy-ssl-name": "shop.shop.svc",
};

/** ingress-nginx with two routes: one that verifies its backend, one in clear whose certificate is missing. */
export const WORLD: readonly Manifest[] = [
  ...NGINX,
  ingress("shop", "shop", { annotations: VERIFIED, labels: { team: "a" } }),
  service("shop", "shop"),
  secret("shop", "shop-tls"),
  secret("shop", "backend-ca", "Opaque"),
  ingress("other", "other"),
  service("other", "other"),
  // Nobody names these: one is listed for its type, the other is never read.
  secret("other", "spare", "kubernetes.io/tls"),
  secret("other", "database", "Opaque"),
];
