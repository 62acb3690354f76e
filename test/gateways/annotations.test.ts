import { describe, expect, it } from "vitest";
import { cluster, gateway, HTTPS, route } from "./world.ts";

/** What came along from Ingress is read by nobody here. */
const KEYS: readonly (readonly [key: string, rule: string | null])[] = [
  ["nginx.ingress.kubernetes.io/force-ssl-redirect", "LH6005"],
  ["nginx.ingress.kubernetes.io/backend-protocol", "LH6005"],
  ["traefik.ingress.kubernetes.io/router.tls", "LH6005"],
  ["traefik.ingress.kubernetes.io/router.tlss", "LH6001"],
  // Read by several, and by Kong on routes: their tables do not say where.
  ["ingress.kubernetes.io/force-ssl-redirect", null],
  ["konghq.com/protocols", null],
  ["cert-manager.io/cluster-issuer", null],
  ["example.com/anything", null],
];

describe("annotations of Ingress controllers on an HTTPRoute", () => {
  it.each(KEYS)("%s", (key, rule) => {
    const plain = route();
    const annotated = { ...plain, metadata: { ...(plain["metadata"] as object), annotations: { [key]: "true" } } };
    const found = cluster("envoy-gateway", [gateway([HTTPS]), annotated]).findings.filter(
      ({ evidence }) => evidence[0]?.field.includes(key) === true,
    );
    expect(found.map((item) => item.rule)).toEqual(rule === null ? [] : [rule]);
    for (const { message } of found) expect(message).not.toContain("leaves the whole");
  });
});
