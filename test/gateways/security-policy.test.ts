import { describe, expect, it } from "vitest";
import { cluster, gateway, HTTPS, type Manifest, object, policy, route, routeOf, told } from "./world.ts";

const GROUP = "gateway.networking.k8s.io";
const ROUTE = { group: GROUP, kind: "HTTPRoute", name: "shop" };
const GATEWAY = { group: GROUP, kind: "Gateway", name: "edge" };

function asks(target: Manifest, spec: Manifest, name = "ask"): Manifest {
  return {
    ...object("SecurityPolicy", name, { targetRefs: [target], ...spec }),
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
  };
}

function auth(name = "auth", more: Manifest = {}): Manifest {
  return { extAuth: { http: { backendRefs: [{ name, port: 443 }] }, ...more } };
}

function service(name: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "shop" },
    spec: { selector: { app: name }, ports: [{ name: "https", port: 443 }] },
  };
}

const WORLD = [gateway([HTTPS]), route(), service("app"), service("auth")];
const SERVED = "http refused, https terminates, plaintext";

interface Row {
  readonly name: string;
  readonly objects: readonly Manifest[];
  readonly told: string;
}

const ROWS: readonly Row[] = [
  { name: "for the route", objects: [asks(ROUTE, auth())], told: `${SERVED} + auth plaintext` },
  { name: "for the Gateway", objects: [asks(GATEWAY, auth())], told: `${SERVED} + auth plaintext` },
  {
    name: "for the listener",
    objects: [asks({ ...GATEWAY, sectionName: "https" }, auth())],
    told: `${SERVED} + auth plaintext`,
  },
  { name: "for another listener", objects: [asks({ ...GATEWAY, sectionName: "other" }, auth())], told: SERVED },
  {
    name: "with a policy for who is asked",
    objects: [asks(ROUTE, auth()), policy({}, { name: "auth" })],
    told: `${SERVED} + auth tls-verified`,
  },
  {
    name: "by gRPC",
    objects: [asks(ROUTE, { extAuth: { grpc: { backendRef: { name: "auth", port: 443 } } } })],
    told: `${SERVED} + auth plaintext`,
  },
  {
    name: "a nearer policy without it hides it",
    objects: [asks(GATEWAY, auth()), asks(ROUTE, { cors: {} }, "cors")],
    told: SERVED,
  },
  {
    name: "a nearer policy that merges does not",
    objects: [asks(GATEWAY, auth()), asks(ROUTE, { cors: {}, mergeType: "StrategicMerge" }, "cors")],
    told: `${SERVED} + auth plaintext`,
  },
  {
    name: "who is asked is not there",
    objects: [asks(ROUTE, auth("gone"))],
    told: "http refused, https refused, broken 500",
  },
  {
    name: "who is asked has a policy that cannot be used, and it fails open",
    objects: [
      asks(ROUTE, auth("auth", { failOpen: true })),
      policy({ caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "gone" }] }, { name: "auth" }),
    ],
    told: `${SERVED} + auth broken 500`,
  },
  {
    name: "who is asked is not there, and it fails open",
    objects: [asks(ROUTE, auth("gone", { failOpen: true }))],
    told: `${SERVED} + auth broken 500`,
  },
];

describe("extAuth of a SecurityPolicy", () => {
  it.each(ROWS)("$name", ({ objects, told: want }) => {
    expect(told(routeOf(cluster("envoy-gateway", [...WORLD, ...objects])))).toBe(want);
  });
});
