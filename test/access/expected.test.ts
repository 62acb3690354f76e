import { describe, expect, it } from "vitest";
import { account, deployment, readersOf } from "./reader-worlds.ts";
import { binding, clusterRole, type Manifest, secretRule } from "./support.ts";

function reader(objects: readonly Manifest[]) {
  return readersOf(objects).find(({ subject }) => subject.name === "reader");
}

/** A workload that runs as the reader, with one container. */
function runs(container: Manifest, annotations: Manifest = {}): Manifest[] {
  const workload = deployment("edge", {});
  const spec = { serviceAccountName: "reader", containers: [{ name: "c", ...container }] };
  return [...account("edge"), { ...workload, spec: { template: { metadata: { annotations }, spec } } }];
}

interface Case {
  readonly what: string;
  readonly objects: readonly Manifest[];
  /** A part of the reason; null where he is not expected. */
  readonly reason: string | null;
}

const CASES: readonly Case[] = [
  {
    what: "an ingress controller",
    objects: runs({ image: "registry.k8s.io/ingress-nginx/controller:v1.15.1@sha256:00" }),
    reason: "serves certificates",
  },
  {
    what: "one of a mirror with a port",
    objects: runs({ image: "mirror.example.com:5000/x/traefik:v3" }),
    reason: "serves certificates",
  },
  { what: "an image that only begins like one", objects: runs({ image: "example.com/traefik-hub:v3" }), reason: null },
  {
    what: "an image that only has its name as a tag",
    objects: runs({ image: "example.com/app:traefik" }),
    reason: null,
  },
  {
    what: "a job of the same image",
    objects: runs({ image: "docker.io/envoyproxy/gateway:v1.5.0", args: ["certgen"] }),
    reason: "makes the certificates of its own controller",
  },
  {
    what: "the job of ingress-nginx's webhook",
    objects: runs({ image: "registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.6.0" }),
    reason: "makes the certificate of a webhook",
  },
  {
    what: "an Istio gateway, whose image is filled in later",
    objects: runs({ image: "auto" }, { "inject.istio.io/templates": "gateway" }),
    reason: "proxy of an Istio gateway",
  },
  {
    what: "a pod with another template",
    objects: runs({ image: "auto" }, { "inject.istio.io/templates": "sidecar" }),
    reason: null,
  },
  { what: "a program of one's own", objects: runs({ image: "registry.example.com/shop/app:1" }), reason: null },
];

describe("a reader is expected or not:", () => {
  it.each(CASES)("$what", ({ objects, reason }) => {
    const found = reader(objects);
    expect(found?.expected === null).toBe(reason === null);
    expect(found?.expected ?? "").toContain(reason ?? "");
  });

  it("everybody who has logged in to OpenShift is nobody in particular", () => {
    const [first] = readersOf([
      clusterRole("reads", [secretRule(["list"])]),
      binding("reads", null, "ClusterRole reads", ["User zoe", "Group system:authenticated:oauth"]),
    ]);
    expect(first?.subject.name).toBe("system:authenticated:oauth");
  });
});
