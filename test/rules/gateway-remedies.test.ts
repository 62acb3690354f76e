import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Report } from "../../src/model/report.ts";

type Manifest = Readonly<Record<string, unknown>>;

const API = "gateway.networking.k8s.io";
const CA = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

const named = (name: string): Manifest => ({ name, namespace: "shop" });

function route(kind: string, section: string, more: Manifest = {}): Manifest {
  const spec = {
    parentRefs: [{ name: "edge", sectionName: section }],
    hostnames: ["shop.example.com"],
    rules: [{ backendRefs: [{ name: "app", port: 80 }] }],
    ...more,
  };
  const version = kind === "TLSRoute" || kind === "TCPRoute" ? "v1alpha2" : "v1";
  return { apiVersion: `${API}/${version}`, kind, metadata: named("shop"), spec };
}

function policy(version: string, validation: Manifest = {}): Manifest {
  const checks = {
    hostname: "app.shop.svc",
    caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "ca" }],
    ...validation,
  };
  const spec = { targetRefs: [{ group: "", kind: "Service", name: "app" }], validation: checks };
  return { apiVersion: `${API}/${version}`, kind: "BackendTLSPolicy", metadata: named("app"), spec };
}

function audited(controllerName: string, objects: readonly Manifest[]): Report {
  const tls = { certificateRefs: [{ name: "front" }] };
  const listeners = [
    { name: "https", protocol: "HTTPS", port: 443, tls },
    { name: "ends", protocol: "TLS", port: 8443, tls: { mode: "Terminate", ...tls } },
    { name: "passes", protocol: "TLS", port: 9443, tls: { mode: "Passthrough" } },
  ];
  const ports = ["web", "websecure"].map((name, index) => `--entryPoints.${name}.address=:${[80, 443][index]}`);
  const more = ["--entryPoints.a.address=:8443", "--entryPoints.b.address=:9443", "--providers.kubernetesGateway"];
  const containers = [{ name: "traefik", image: "traefik:v3.7.15", args: [...ports, ...more] }];
  const traefik = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: named("traefik"),
    spec: { template: { spec: { containers } } },
  };
  const items: Manifest[] = [
    ...(controllerName.startsWith("traefik") ? [traefik] : []),
    { apiVersion: `${API}/v1`, kind: "GatewayClass", metadata: { name: "edge" }, spec: { controllerName } },
    {
      apiVersion: `${API}/v1`,
      kind: "Gateway",
      metadata: named("edge"),
      spec: { gatewayClassName: "edge", listeners },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: named("app"),
      spec: { selector: { app: "app" }, ports: [{ name: "web", port: 80 }] },
    },
    { apiVersion: "v1", kind: "ConfigMap", metadata: named("ca"), data: { "ca.crt": CA } },
    ...objects,
  ];
  const text = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  return audit(new Inventory(readText(text, "cluster.json"), { whole: false }));
}

const remedyOf = (report: Report): string =>
  report.findings.find(({ rule }) => rule === "LH2001" || rule === "LH2002")?.remedy?.text ?? "no finding";
const backendOf = (report: Report): string | undefined =>
  report.routes[0]?.hops.find(({ role }) => role === "backend")?.protection;

interface Case {
  readonly on: string;
  readonly kind: string;
  /** Words of the remedy, and what the manifest is when it was followed. */
  readonly says: RegExp;
  readonly followed: readonly Manifest[];
  readonly gives: string;
}

const EG = "gateway.envoyproxy.io/gatewayclass-controller";
const CONTOUR = "projectcontour.io/gateway-controller";
const TRAEFIK = "traefik.io/gateway-controller";
const HTTP = route("HTTPRoute", "https");
const GRPC = route("GRPCRoute", "https");
const ENDS = route("TLSRoute", "ends");
const PASSES = route("TLSRoute", "passes");
const SANS = { subjectAltNames: [{ type: "Hostname", hostname: "app.shop.svc" }] };

const CASES: readonly Case[] = [
  {
    on: EG,
    kind: "HTTPRoute",
    says: /BackendTLSPolicy for Service app/,
    followed: [HTTP, policy("v1")],
    gives: "tls-verified",
  },
  { on: EG, kind: "GRPCRoute", says: /BackendTLSPolicy for/, followed: [GRPC, policy("v1")], gives: "tls-verified" },
  { on: EG, kind: "TLSRoute", says: /BackendTLSPolicy for/, followed: [ENDS, policy("v1")], gives: "tls-verified" },
  { on: CONTOUR, kind: "HTTPRoute", says: /\(v1alpha3,/, followed: [HTTP, policy("v1alpha3")], gives: "tls-verified" },
  { on: CONTOUR, kind: "TLSRoute", says: /mode Passthrough/, followed: [PASSES], gives: "passthrough" },
  {
    on: TRAEFIK,
    kind: "HTTPRoute",
    says: /BackendTLSPolicy \(v1\)/,
    followed: [HTTP, policy("v1")],
    gives: "tls-verified",
  },
  { on: TRAEFIK, kind: "GRPCRoute", says: /use an HTTPRoute/, followed: [HTTP, policy("v1")], gives: "tls-verified" },
  { on: TRAEFIK, kind: "TLSRoute", says: /mode Passthrough/, followed: [PASSES], gives: "passthrough" },
  {
    on: "istio.io/gateway-controller",
    kind: "HTTPRoute",
    says: /subjectAltNames/,
    followed: [HTTP, policy("v1", SANS)],
    gives: "tls-verified",
  },
  {
    on: "konghq.com/kic-gateway-controller",
    kind: "HTTPRoute",
    says: /v1alpha3/,
    followed: [HTTP, policy("v1alpha3")],
    gives: "tls-verified",
  },
  {
    on: "io.cilium/gateway-controller",
    kind: "HTTPRoute",
    says: /1\.20/,
    followed: [HTTP, policy("v1")],
    gives: "tls-verified",
  },
  {
    on: "gateway.nginx.org/nginx-gateway-controller",
    kind: "HTTPRoute",
    says: /BackendTLSPolicy for/,
    followed: [HTTP, policy("v1")],
    gives: "tls-verified",
  },
  {
    on: "kgateway.dev/kgateway",
    kind: "HTTPRoute",
    says: /verifySubjectAltNames/,
    followed: [HTTP, configPolicy()],
    gives: "tls-verified",
  },
  {
    on: "networking.gke.io/gateway",
    kind: "HTTPRoute",
    says: /BackendTLSPolicy for/,
    followed: [HTTP, policy("v1")],
    gives: "tls-verified",
  },
  {
    on: "example.com/another",
    kind: "HTTPRoute",
    says: /BackendTLSPolicy for/,
    followed: [HTTP, policy("v1")],
    gives: "tls-verified",
  },
];

function configPolicy(): Manifest {
  const tls = { secretRef: { name: "ca" }, verifySubjectAltNames: ["app.shop.svc"] };
  const spec = { targetRefs: [{ group: "", kind: "Service", name: "app" }], tls };
  return { apiVersion: "gateway.kgateway.dev/v1alpha1", kind: "BackendConfigPolicy", metadata: named("app"), spec };
}

describe("what to do about a backend in clear behind a Gateway", () => {
  it.each(CASES)("works when it is followed: a $kind on $on", ({ on, kind, says, followed, gives }) => {
    const before = audited(on, [route(kind, kind === "TLSRoute" ? "ends" : "https")]);
    expect(backendOf(before)).toBe("plaintext");
    expect(remedyOf(before)).toMatch(says);
    expect(remedyOf(before)).not.toMatch(/ServersTransport|\{/);
    expect(backendOf(audited(on, followed))).toBe(gives);
  });

  it("names the Service that it is about, not the route's first", () => {
    const backendRefs = [
      { name: "other", port: 80 },
      { name: "app", port: 80 },
    ];
    const report = audited(EG, [route("HTTPRoute", "https", { rules: [{ backendRefs }] })]);
    const told = report.findings.filter(({ rule }) => rule === "LH2001").map(({ remedy }) => remedy?.text);
    expect(told).toEqual([expect.stringContaining("Service other"), expect.stringContaining("Service app")]);
  });

  it("works for an HTTPProxy too", () => {
    const proxy = (service: Manifest): Manifest => ({
      apiVersion: "projectcontour.io/v1",
      kind: "HTTPProxy",
      metadata: named("shop"),
      spec: {
        virtualhost: { fqdn: "shop.example.com" },
        routes: [{ services: [{ name: "app", port: 80, ...service }] }],
      },
    });
    expect(remedyOf(audited("example.com/another", [proxy({})]))).toMatch(/protocol: tls.*caSecret/);
    const validation = { caSecret: "ca", subjectName: "app.shop.svc" };
    expect(backendOf(audited("example.com/another", [proxy({ protocol: "tls", validation })]))).toBe("tls-verified");
  });

  it("has words of its own where a policy verifies nothing", () => {
    expect(remedyOf(audited("gateway.k8s.aws/alb", [HTTP]))).toMatch(/TargetGroupConfiguration/);
    expect(remedyOf(audited(CONTOUR, [GRPC]))).toMatch(/HTTPProxy/);
  });
});
