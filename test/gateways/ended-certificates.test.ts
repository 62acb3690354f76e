import { describe, expect, it } from "vitest";
import { FACTS } from "../../src/controllers/envoy-gateway/facts.ts";
import type { Report } from "../../src/model/report.ts";
import { issue } from "../support/certificates.ts";
import {
  cluster,
  configMap,
  gateway,
  HTTPS,
  type Implementation,
  type Manifest,
  object,
  route,
  routeOf,
  secret,
  told,
} from "./world.ts";

const NOW = Date.UTC(2026, 5, 1);
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** A Secret with a leaf, and the certificate of who signed it. */
function chain(
  leaf: { readonly from?: string; readonly to?: string },
  authority: { readonly to?: string } = {},
): Manifest {
  const by = issue({ cn: "ca", ca: true, ...authority });
  const { certificate, key } = issue({ names: ["shop.example.com"], by, ...leaf });
  return secret("shop-tls", { "tls.crt": base64(certificate + by.certificate), "tls.key": base64(key) });
}

function audited(on: Implementation, objects: readonly Manifest[], now = NOW): Report {
  return cluster(on, [gateway([HTTPS]), route(), ...objects], undefined, { now });
}

const SERVED = "http refused, https terminates, plaintext";
const GONE = "http refused, https refused, broken";
const ENDED = chain({ to: "20260501" });

describe("a certificate that is not valid today", () => {
  it.each([
    {
      name: "its leaf has ended",
      by: ENDED,
      says: "whose certificate ended on 2026-05-01",
      fact: FACTS.endedCertificate,
    },
    {
      name: "its leaf is not valid yet",
      by: chain({ from: "20260701" }),
      says: "whose certificate is not valid before 2026-07-01",
      fact: FACTS.endedCertificate,
    },
    {
      name: "its chain holds one that has ended",
      by: chain({}, { to: "20260501" }),
      says: "whose chain holds a certificate that ended on 2026-05-01",
      fact: FACTS.endedChain,
    },
  ])("is refused by Envoy Gateway: $name", ({ by, says, fact }) => {
    const report = audited("envoy-gateway", [by]);
    expect(told(routeOf(report))).toBe(GONE);
    const [finding] = report.findings.filter(({ rule }) => rule.startsWith("LH5") || rule === "LH7001");
    expect(finding?.rule).toBe("LH7001");
    expect(finding?.message).toContain(`Envoy Gateway refuses Secret shop/shop-tls, ${says}`);
    expect(finding?.evidence[0]?.reference).toBe(fact.reference);
  });

  it("is refused by Envoy Gateway alone; of others the expired certificate is told", () => {
    for (const on of ["contour", "traefik", "nobody"] as const) {
      const report = audited(on, [ENDED]);
      expect(told(routeOf(report))).toBe(SERVED);
      expect(report.findings.map(({ rule }) => rule)).toContain("LH5001");
    }
  });

  it("is not refused before 1.6, nor where no time is known", () => {
    const older = [ENDED, version("1.5.4")];
    expect(told(routeOf(audited("envoy-gateway", older)))).toBe(SERVED);
    expect(told(routeOf(audited("envoy-gateway", [ENDED], 0)))).toBe(SERVED);
    expect(told(routeOf(audited("envoy-gateway", [chain({})])))).toBe(SERVED);
  });

  it("leaves the listener to its other certificates", () => {
    const other = issue({ names: ["shop.example.com"] });
    const held = secret("other", { "tls.crt": base64(other.certificate), "tls.key": base64(other.key) });
    const both = gateway([{ ...HTTPS, tls: { certificateRefs: [{ name: "shop-tls" }, { name: "other" }] } }]);
    const found = routeOf(audited("envoy-gateway", [both, ENDED, held]));
    expect(told(found)).toBe(SERVED);
    expect(found?.client.certificate).toEqual({ kind: "secret", namespace: "shop", name: "other" });
  });
});

describe("a CA of a ClientTrafficPolicy that is not valid today", () => {
  const ended = issue({ cn: "old", ca: true, to: "20260501" }).certificate;
  const valid = issue({ cn: "new", ca: true }).certificate;
  const asking = object("ClientTrafficPolicy", "clients", {
    targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "edge" }],
    tls: { clientValidation: { caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "clients" }] } },
  });

  it("cannot be used alone", () => {
    const report = audited("envoy-gateway", [asking, configMap("clients", { "ca.crt": ended })]);
    expect(told(routeOf(report))).toBe("http refused, https refused, broken 500");
    const finding = report.findings.find(({ rule }) => rule === "LH7011");
    expect(finding?.message).toContain("the CA of ConfigMap shop/clients ended on 2026-05-01");
  });

  it("is left out beside another", () => {
    const report = audited("envoy-gateway", [asking, configMap("clients", { "ca.crt": ended + valid })]);
    expect(told(routeOf(report))).toBe("http refused, https terminates (client certificate required), plaintext");
  });
});

function version(release: string): Manifest {
  const image = `docker.io/envoyproxy/gateway:v${release}`;
  const spec = { template: { spec: { containers: [{ name: "controller", image, args: ["server"] }] } } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "envoy-gateway", namespace: "controllers" },
    spec,
  };
}
