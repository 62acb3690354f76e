import { describe, expect, it } from "vitest";
import { SPEC_FACTS } from "../../src/controllers/gateway-api/facts.ts";
import { FACTS as CONTOUR } from "../../src/controllers/contour/facts.ts";
import { FACTS as TRAEFIK } from "../../src/controllers/traefik/facts.ts";
import {
  cluster,
  gateway,
  HTTP,
  HTTPS,
  type Implementation,
  type Manifest,
  object,
  policy,
  REDIRECT,
  route,
  routeOf,
  service,
} from "./world.ts";

/** A policy of its own name and day. */
function dated(name: string, day: string, target: Manifest = {}): Manifest {
  const metadata = { name, namespace: "shop", creationTimestamp: `2026-01-${day}T00:00:00Z` };
  return { ...policy({}, target), metadata };
}

const PORT = { sectionName: "https" };

function findings(on: Implementation, policies: readonly Manifest[]): string[] {
  const report = cluster(on, [gateway([HTTPS]), route(), ...policies]);
  return report.findings.filter(({ rule }) => rule === "LH7009").map((item) => `${item.object.name}: ${item.message}`);
}

describe("several policies of one Service", () => {
  const older = [dated("whole", "01"), dated("port", "02", PORT)];

  it("that names the port goes before an older one for the whole Service", () => {
    expect(findings("envoy-gateway", older)).toEqual([]);
    expect(findings("contour", older)).toEqual([]);
  });

  it("is kept out by the older one on Traefik, which looks at the age alone", () => {
    const says = "BackendTLSPolicy shop/whole is older and for the whole Service, and Traefik takes the oldest";
    expect(findings("traefik", older)).toEqual([`port: The policy is passed over: ${says}`]);
    const report = cluster("traefik", [gateway([HTTPS]), route(), ...older]);
    const [evidence] = report.findings.find(({ rule }) => rule === "LH7009")?.evidence ?? [];
    expect(evidence?.reference).toBe(TRAEFIK.gatewayOldestPolicy.reference);
  });

  it("of one target: the oldest counts, and Contour takes any", () => {
    const same = [dated("first", "01", PORT), dated("second", "02", PORT)];
    const before = "BackendTLSPolicy shop/first has the same target and goes before it";
    expect(findings("envoy-gateway", same)).toEqual([`second: The policy is passed over: ${before}`]);
    expect(findings("traefik", same)).toEqual([`second: The policy is passed over: ${before}`]);
    const any = "BackendTLSPolicy shop/first has the same target, and Contour takes any of them";
    expect(findings("contour", same)).toEqual([`second: The policy may be passed over: ${any}`]);
    const [evidence] = cluster("contour", [gateway([HTTPS]), route(), ...same]).findings.find(
      ({ rule }) => rule === "LH7009",
    )?.evidence ?? [null];
    expect(evidence?.fact).toBe(CONTOUR.policyAny.text);
  });
});

describe("a host that another listener names", () => {
  const edge = gateway([HTTP, { ...HTTPS, hostname: "shop.example.com" }]);
  const parentRefs = [{ name: "edge", sectionName: "http" }];
  const redirect = route({ parentRefs, rules: [REDIRECT] }, "redirect");

  it("is left to that one by Contour alone, whatever the port", () => {
    const found = cluster("contour", [edge, redirect]).findings.find(({ rule }) => rule === "LH7004");
    expect(found?.message).toContain("Contour leaves shop.example.com to another listener of Gateway shop/edge");
    expect(found?.remedy?.text).toBe("Give the listener that the route names this hostname too.");
    const mended = gateway([
      { ...HTTP, hostname: "shop.example.com" },
      { ...HTTPS, hostname: "shop.example.com" },
    ]);
    expect(routeOf(cluster("contour", [mended, redirect]))?.client.http).toBe("redirects");
    for (const on of ["envoy-gateway", "traefik", "nobody"] as const)
      expect(routeOf(cluster(on, [edge, redirect]))?.client.http).toBe("redirects");
  });
});

describe("what a hop cites", () => {
  const bytes = (kind: string, listener: Manifest): string | undefined => {
    const parentRefs = [{ name: "edge", sectionName: "bytes" }];
    const backendRefs = [{ name: "app", port: 443 }];
    const hostnames = kind === "TLSRoute" ? { hostnames: ["shop.example.com"] } : {};
    const own = object(kind, "bytes", { parentRefs, rules: [{ backendRefs }], ...hostnames });
    const report = cluster("envoy-gateway", [gateway([{ name: "bytes", ...listener }]), own, service()]);
    const host = kind === "TLSRoute" ? "shop.example.com" : "*";
    const found = routeOf(report, { host, port: kind === "TLSRoute" ? null : 5432 });
    return found?.hops.find(({ role }) => role === "backend")?.evidence[0]?.fact;
  };

  it("is the listener that the bytes come by", () => {
    expect(bytes("TCPRoute", { protocol: "TCP", port: 5432 })).toBe(SPEC_FACTS.tcpListener.text);
    expect(bytes("TLSRoute", { protocol: "TLS", port: 443, tls: { mode: "Passthrough" } })).toBe(
      SPEC_FACTS.tlsPassthrough.text,
    );
  });
});
