import { describe, expect, it } from "vitest";
import {
  cluster,
  gateway,
  HTTP,
  HTTPS,
  type Implementation,
  KEYS,
  type Manifest,
  object,
  route,
  secret,
} from "./world.ts";

const CLIENT = { tls: { backend: { clientCertificateRef: { group: "", kind: "Secret", name: "client" } } } };
const MODE = { tls: { ...HTTPS.tls, options: { "gateway.istio.io/tls-terminate-mode": "MUTUAL" } } };
const SET = object("ListenerSet", "more", {
  parentRef: { group: "gateway.networking.k8s.io", kind: "Gateway", name: "edge" },
  listeners: [HTTP],
});

interface Case {
  readonly name: string;
  readonly objects: readonly Manifest[];
  readonly told: Readonly<Partial<Record<Implementation, readonly string[]>>>;
}

/** What is written and not read: `LH7018` of each implementation. */
const CASES: readonly Case[] = [
  {
    name: "a client certificate for backends",
    objects: [gateway([HTTPS], CLIENT), secret("client", KEYS), route()],
    told: {
      "envoy-gateway": [],
      contour: ["spec.tls.backend.clientCertificateRef"],
      traefik: ["spec.tls.backend.clientCertificateRef"],
      nobody: [],
    },
  },
  {
    name: "a client certificate for backends that is not there",
    objects: [gateway([HTTPS], CLIENT), route()],
    told: {
      "envoy-gateway": ["spec.tls.backend.clientCertificateRef"],
      nobody: ["spec.tls.backend.clientCertificateRef"],
    },
  },
  {
    name: "an option of another implementation",
    objects: [gateway([{ ...HTTPS, ...MODE }]), route()],
    told: {
      "envoy-gateway": ['spec.listeners[0].tls.options["gateway.istio.io/tls-terminate-mode"]'],
      contour: ['spec.listeners[0].tls.options["gateway.istio.io/tls-terminate-mode"]'],
      traefik: ['spec.listeners[0].tls.options["gateway.istio.io/tls-terminate-mode"]'],
      // Whoever serves this class may read it.
      nobody: [],
    },
  },
  {
    name: "a ListenerSet",
    objects: [gateway([HTTPS], { allowedListeners: { namespaces: { from: "Same" } } }), SET, route()],
    told: { "envoy-gateway": [], contour: ["spec.parentRef"], traefik: ["spec.parentRef"], nobody: [] },
  },
];

describe.each(CASES)("$name", ({ objects, told }) => {
  it.each(Object.entries(told))("with %s", (implementation, want) => {
    const found = cluster(implementation as Implementation, objects).findings.filter(({ rule }) => rule === "LH7018");
    expect(found.map(({ evidence }) => evidence[0]?.field)).toEqual(want);
  });
});
