import { describe, expect, it } from "vitest";
import { type Cluster, judged, type Row, service } from "../../../test/support/nginx-cluster.ts";

const CLEAR = "serves | terminates controller-default | plaintext";
const BROKEN = "refused | refused controller-default | broken";

function slice(of: string, ready: boolean, ports: readonly unknown[]): unknown {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${of}-1`, namespace: "shop", labels: { "kubernetes.io/service-name": of } },
    addressType: "IPv4",
    endpoints: [{ addresses: ["10.0.0.1"], conditions: { ready } }],
    ports,
  };
}

function behind(port: number | string, spec: Readonly<Record<string, unknown>>, ...more: readonly unknown[]): Cluster {
  return { backend: ["web", port], more: [service("web", spec), ...more] };
}

const PORTS = [{ name: "http", port: 80, targetPort: "web" }];
const HTTP = [{ name: "http", port: 8080, protocol: "TCP" }];
const EXTERNAL = { type: "ExternalName", externalName: "web.example.org", ports: [{ name: "https", port: 443 }] };

const ROWS: readonly Row[] = [
  ["pods that are ready", behind(80, { ports: PORTS }, slice("web", true, HTTP)), CLEAR, "clearByDefault"],
  ["pods that are not", behind(80, { ports: PORTS }, slice("web", false, HTTP)), `${BROKEN} 503`, "noEndpoints"],
  [
    "a slice without the port's name",
    behind(80, { ports: PORTS }, slice("web", true, [{ name: "other", port: 9, protocol: "TCP" }])),
    `${BROKEN} 503`,
    "noEndpoints",
  ],
  [
    "a target port that is a number needs no name",
    behind(
      80,
      { ports: [{ name: "http", port: 80, targetPort: 8080 }] },
      slice("web", true, [{ name: "other", port: 9, protocol: "TCP" }]),
    ),
    CLEAR,
    "clearByDefault",
  ],
  ["a port by its target", behind("web", { ports: PORTS }, slice("web", true, HTTP)), CLEAR, "clearByDefault"],
  ["an ExternalName", behind("https", EXTERNAL), CLEAR, "clearByDefault"],
  ["any number of an ExternalName", behind(8443, EXTERNAL), CLEAR, "clearByDefault"],
  ["a name that the ExternalName lacks", behind("http", EXTERNAL), `${BROKEN} 502`, "externalNamePort"],
  ["this machine", behind("https", { ...EXTERNAL, externalName: "localhost" }), `${BROKEN} 503`, "noEndpoints"],
  ["an address", behind("https", { ...EXTERNAL, externalName: "192.0.2.1" }), `${BROKEN} 503`, "noEndpoints"],
  [
    "service-upstream takes a port that the Service lacks",
    { ...behind(8080, { selector: { app: "web" }, ports: PORTS }), annotations: { "service-upstream": "true" } },
    CLEAR,
    "clearByDefault",
  ],
];

describe("what the controller finds behind a Service", () => {
  it.each(ROWS.map((row) => [row[0], row] as const))("%s", (_name, row) => {
    expect(judged(row)).toEqual({ verdict: row[2], cites: true });
  });
});
