import { describe, expect, it } from "vitest";
import { audit } from "../../audit.ts";
import { readText } from "../../input/read.ts";
import { Inventory } from "../../inventory/inventory.ts";
import type { Route } from "../../model/report.ts";
import { FACTS } from "./facts.ts";
import { isExcluded, parseRule } from "./rules.ts";

const BASE = [
  "--entryPoints.web.address=:8000/tcp",
  "--entryPoints.websecure.address=:8443/tcp",
  "--providers.kubernetescrd",
];

interface Setting {
  readonly args?: readonly string[];
  readonly tls?: unknown;
  readonly service?: Readonly<Record<string, unknown>>;
  readonly transport?: Readonly<Record<string, unknown>>;
  readonly entryPoints?: readonly string[];
}

function routeOf({ args = [], tls, service = {}, transport, entryPoints = ["websecure"] }: Setting): Route {
  const metadata = (name: string): unknown => ({ name, namespace: "shop" });
  const items = [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: metadata("traefik"),
      spec: {
        template: { spec: { containers: [{ name: "traefik", image: "traefik:v3.7.15", args: [...BASE, ...args] }] } },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadata("app"),
      spec: {
        selector: { a: "b" },
        ports: [
          { name: "web", port: 80 },
          { name: "httpsx", port: 8443 },
        ],
      },
    },
    ...(transport === undefined
      ? []
      : [{ apiVersion: "traefik.io/v1alpha1", kind: "ServersTransport", metadata: metadata("mine"), spec: transport }]),
    {
      apiVersion: "traefik.io/v1alpha1",
      kind: "IngressRoute",
      metadata: metadata("app"),
      spec: {
        entryPoints,
        ...(tls === undefined ? {} : { tls }),
        routes: [
          { kind: "Rule", match: "Host(`shop.example.test`)", services: [{ name: "app", port: 80, ...service }] },
        ],
      },
    },
  ];
  const text = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  const [route] = audit(new Inventory(readText(text, "cluster.json"))).routes;
  if (route === undefined) throw new Error("no route");
  return route;
}

const ROWS: readonly (readonly [what: string, setting: Setting, expected: string, fact: keyof typeof FACTS])[] = [
  ["websecure without tls answers no HTTPS", {}, "refused | refused | plaintext", "noRouter"],
  ["an empty tls block is enough", { tls: {} }, "refused | terminates | plaintext", "tlsRouter"],
  [
    "http.tls of the entry point is enough",
    { args: ["--entryPoints.websecure.http.tls"] },
    "refused | terminates | plaintext",
    "entryPointTls",
  ],
  [
    "a redirection without a scheme goes to https",
    { tls: {}, args: ["--entryPoints.web.http.redirections.entryPoint.to=websecure"] },
    "redirects | terminates | plaintext",
    "entryPointRedirect",
  ],
  [
    "scheme https without a transport is verified against system roots",
    { tls: {}, service: { scheme: "https" } },
    "refused | terminates | tls-verified",
    "defaultTransport",
  ],
  [
    "a port name that begins with https dials TLS",
    { tls: {}, service: { port: "httpsx" } },
    "refused | terminates | tls-verified",
    "tlsByPort",
  ],
  [
    "insecureSkipVerify",
    { tls: {}, service: { scheme: "https", serversTransport: "mine" }, transport: { insecureSkipVerify: true } },
    "refused | terminates | tls-unverified",
    "skipVerify",
  ],
  [
    "peerCertURI beats insecureSkipVerify",
    {
      tls: {},
      service: { scheme: "https", serversTransport: "mine" },
      transport: { insecureSkipVerify: true, peerCertURI: "spiffe://x" },
    },
    "refused | terminates | tls-verified",
    "skipVerifyPeer",
  ],
  [
    "minVersion alone throws the transport away",
    {
      tls: {},
      service: { scheme: "https", serversTransport: "mine" },
      transport: { insecureSkipVerify: true, minVersion: "VersionTLS12" },
    },
    "refused | terminates | tls-verified",
    "brokenTransport",
  ],
  [
    "static insecureSkipVerify is the default transport's",
    { tls: {}, service: { scheme: "https" }, args: ["--serversTransport.insecureSkipVerify=true"] },
    "refused | terminates | tls-unverified",
    "staticSkip",
  ],
  [
    "a missing transport leaves the router out",
    { tls: {}, service: { scheme: "https", serversTransport: "gone" } },
    "refused | refused | broken",
    "transportMissing",
  ],
  [
    "a missing Service leaves it out",
    { tls: {}, service: { name: "gone" } },
    "refused | refused | broken",
    "serviceMissing",
  ],
];

describe("an IngressRoute", () => {
  it.each(ROWS)("%s", (_, setting, expected, fact) => {
    const { client, hops } = routeOf(setting);
    expect(`${client.http} | ${client.https} | ${hops[1]?.protection}`).toBe(expected);
    expect(hops.flatMap((hop) => hop.evidence.map((item) => item.fact))).toContain(FACTS[fact].text);
  });
});

describe("rules", () => {
  it.each([
    ["Host(`a`) && PathPrefix(`/x`)", "v3", ["a/x"]],
    ["Host(`a`) || Host(`b`)", "v3", ["a/", "b/"]],
    ["(Host(`a`) || Host(`b`)) && Path(`/x`)", "v3", ["a/x", "b/x"]],
    ["PathPrefix(`/`)", "v3", ["*/"]],
    ["Host(`a`,`b`)", "v2", ["a/", "b/"]],
    ["Host(`a`,`b`)", "v3", "no route"],
    ["HostHeader(`a`)", "v2", ["a/"]],
    ["HostHeader(`a`)", "v3", "no route"],
    ["Host(`a`) && PathPrefix(`x`)", "v3", "no route"],
    ["Host(``)", "v3", "no route"],
    ["HOST(`a`)", "v3", ["a/"]],
    ["HoSt(`a`)", "v3", null],
    ["HostSNI(`a`)", "tcp", ["a/"]],
    ["Host(`a`)", "tcp", null],
    ["!Host(`a`)", "v3", ["*/"]],
    ["Host(`a`", "v3", null],
    ["Host('a')", "v3", null],
    ["Nothing(`a`)", "v3", null],
  ] as const)("%s in syntax %s", (rule, syntax, expected) => {
    const parsed = parseRule(rule, syntax);
    const matches = parsed?.matches.map(({ host, path }) => `${host}${path}`) ?? null;
    expect(parsed?.builds === false ? "no route" : matches).toEqual(expected);
  });

  it("excludes what a negation takes out", () => {
    const [match] = parseRule("Host(`a`) && !PathPrefix(`/x`)")?.matches ?? [];
    expect(match?.narrowed).toBe(false);
    expect(match !== undefined && isExcluded(match, "a", "/x/y")).toBe(true);
    expect(match !== undefined && isExcluded(match, "a", "/y")).toBe(false);
  });
});
