import { describe, expect, it } from "vitest";
import { cluster, type Manifest, service } from "./world.ts";

function ingress(annotations: Manifest): Manifest {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "shop", namespace: "shop", annotations },
    spec: {
      ingressClassName: "contour",
      tls: [{ hosts: ["shop.example.com"], secretName: "shop-tls" }],
      rules: [
        {
          host: "shop.example.com",
          http: {
            paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "app", port: { number: 443 } } } }],
          },
        },
      ],
    },
  };
}

interface Row {
  readonly on: "Ingress" | "Service";
  readonly key: string;
  readonly value: string;
  readonly told: string | null;
  readonly port?: Manifest;
}

const TLS = "projectcontour.io/upstream-protocol.tls";
const FORCE = "ingress.kubernetes.io/force-ssl-redirect";
const ALLOW = "kubernetes.io/ingress.allow-http";

const ROWS: readonly Row[] = [
  { on: "Ingress", key: FORCE, value: "true", told: null },
  { on: "Ingress", key: FORCE, value: "True", told: "drops the feature" },
  { on: "Ingress", key: "nginx.ingress.kubernetes.io/force-ssl-redirect", value: "true", told: "serves this Ingress" },
  { on: "Ingress", key: "projectcontour.io/force-ssl-redirect", value: "true", told: "does not know it" },
  { on: "Ingress", key: ALLOW, value: "false", told: null },
  { on: "Ingress", key: ALLOW, value: "False", told: "leaves it there" },
  { on: "Ingress", key: "projectcontour.io/tls-minimum-protocol-version", value: "1.3", told: null },
  { on: "Ingress", key: "projectcontour.io/tls-minimum-protocol-version", value: "1.1", told: "1.2" },
  { on: "Ingress", key: "projectcontour.io/tls-minimum-protocol-versions", value: "1.2", told: "does not know it" },
  { on: "Ingress", key: TLS, value: "443", told: "not on a Ingress" },
  { on: "Service", key: TLS, value: "443", told: null },
  { on: "Service", key: TLS, value: "https, 443", told: null },
  { on: "Service", key: TLS, value: "8443", told: "no port 8443" },
  { on: "Service", key: TLS, value: "443", told: "goes before the annotation", port: { appProtocol: "http" } },
  { on: "Service", key: "projectcontour.io/upstream-protocol.https", value: "443", told: "does not know it" },
];

describe("annotations of Contour", () => {
  it.each(ROWS)("$key: $value on the $on", ({ on, key, value, told, port = {} }) => {
    const own = { [key]: value };
    const objects = [ingress(on === "Ingress" ? own : {}), service(port, on === "Service" ? { annotations: own } : {})];
    const found = cluster("contour", objects)
      .findings.filter(({ evidence, object }) => object.kind === on && evidence[0]?.field.includes(key) === true)
      .filter(({ rule }) => rule.startsWith("LH60"));
    expect(found.map(({ message }) => (told !== null && message.includes(told) ? told : message))).toEqual(
      told === null ? [] : [told],
    );
  });
});
