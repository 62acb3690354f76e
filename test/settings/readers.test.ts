import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";

const TLS = { tls: [{ hosts: ["a.example.com"], secretName: "a-tls" }] };

/** Rule and message of every finding about settings of an Ingress with these annotations. */
function settings(annotations: Record<string, string>, spec: object = TLS): string[] {
  const ingress = {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "a", annotations },
    spec: { ingressClassName: "nginx", defaultBackend: { service: { name: "a", port: { number: 80 } } }, ...spec },
  };
  const report = audit(new Inventory(readText(JSON.stringify(ingress), "a.json")), {
    rules: (rule) => rule.id.startsWith("LH6"),
  });
  return report.findings.map(({ rule, message }) => `${rule} ${message}`);
}

describe("annotations that other programs read", () => {
  it.each([
    [
      "cert-manager's own, misspelt",
      { "cert-manager.io/cluster-isuer": "x" },
      "LH6001 Nothing reads cert-manager.io/cluster-isuer: cert-manager does not know it and ignores it",
    ],
    [
      "cert-manager's, invented",
      { "cert-manager.io/acme-challenge-type": "http01" },
      "LH6001 Nothing reads cert-manager.io/acme-challenge-type: cert-manager does not know it and ignores it",
    ],
    [
      "cert-manager's, under the prefix of old",
      { "certmanager.k8s.io/cluster-issuer": "x" },
      "LH6004 certmanager.k8s.io/cluster-issuer does nothing any more: cert-manager has not read this prefix since 0.11",
    ],
    [
      "Kubernetes', one letter off",
      { "kubernetes.io/tlk-acme": "true" },
      "LH6001 Nothing reads kubernetes.io/tlk-acme: Kubernetes does not know it and ignores it",
    ],
    [
      "a controller's, with a label of the prefix left out",
      { "nginx.kubernetes.io/ssl-redirect": "true" },
      "LH6001 Nothing reads nginx.kubernetes.io/ssl-redirect: nobody reads the prefix nginx.kubernetes.io/",
    ],
  ])("%s: said to do nothing", (_, annotations: Record<string, string>, message) => {
    expect(settings(annotations)).toEqual([message]);
  });

  it.each<[string, Record<string, string>]>([
    ["an issuer", { "cert-manager.io/issuer": "x" }],
    ["a solver's class", { "acme.cert-manager.io/http01-ingress-class": "nginx" }],
    ["a name under kubernetes.io/ that nobody here knows", { "kubernetes.io/owned-by": "x" }],
    ["another program's prefix", { "external-dns.alpha.kubernetes.io/target": "x" }],
    ["a prefix near no other", { "ingress.example.com/ssl-redirect": "x" }],
  ])("%s: nothing is said", (_, annotations) => {
    expect(settings(annotations)).toEqual([]);
  });

  it.each([
    ["no tls section", {}, "an Ingress without a tls section"],
    ["no Secret", { tls: [{ hosts: ["a.example.com"] }] }, "a tls entry without secretName"],
    ["no hosts", { tls: [{ secretName: "a-tls" }] }, "a tls entry without hosts"],
  ])("an issuer with %s: no certificate is made", (_, spec, where) => {
    const key = "cert-manager.io/cluster-issuer";
    expect(settings({ [key]: "x" }, spec)).toEqual([
      `LH6011 ${key} does nothing here: cert-manager makes no certificate for ${where}`,
    ]);
  });
});
