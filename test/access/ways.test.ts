import { describe, expect, it } from "vitest";
import { account, deployment, grants, mallory, MOUNTS, readersOf, rule, secret } from "./reader-worlds.ts";
import { binding, clusterRole, type Manifest, role, secretRule } from "./support.ts";

interface Case {
  readonly what: string;
  readonly objects: readonly Manifest[];
  /** Parts of the way in words; null where there is none. */
  readonly how: readonly string[] | null;
  readonly whole?: boolean;
  readonly secret?: string;
}

function check({ objects, how, whole, secret: name }: Case): void {
  const found = mallory(objects, name, undefined, whole);
  expect(found === undefined).toBe(how === null);
  for (const part of how ?? []) expect(found?.how).toContain(part);
  expect(found?.direct ?? false).toBe(false);
}

const AUTHENTICATION = "authentication.k8s.io";
const REQUEST = rule("create certificates.k8s.io certificatesigningrequests");
const APPROVAL = rule("update certificates.k8s.io certificatesigningrequests/approval");
const MOUNTED = deployment("shop", MOUNTS);

/** A ServiceAccount of the namespace edge with these rights, which mallory may have tokens of. */
function asAccount(...rules: Parameters<typeof grants>[1][]): Manifest[] {
  return [clusterRole("acts", rules), binding("acts", null, "ClusterRole acts", ["ServiceAccount edge/mallory"])];
}

describe("somebody who acts as a node", () => {
  // Facts: number 22 as measured on kube-apiserver 1.36.3; the Node authorizer lets a node read what its pods refer to.
  const any = rule(`impersonate:arbitrary-node ${AUTHENTICATION} nodes`);
  const own = rule(`impersonate:associated-node ${AUTHENTICATION} nodes`);
  const cases: readonly Case[] = [
    {
      what: "of his choice",
      objects: [...grants(null, any, rule("impersonate-on:arbitrary-node:get core secrets")), MOUNTED],
      how: ["acts as a node for this request", "runs pods that refer to it"],
    },
    {
      what: "in the namespace",
      objects: [
        ...grants(null, any),
        role("lends", [rule("impersonate-on:arbitrary-node:list core secrets")]),
        binding("lends", "shop", "Role lends", ["User mallory"]),
        MOUNTED,
      ],
      how: ["acts as a node for this request"],
    },
    {
      what: "in another namespace",
      objects: [
        ...grants(null, any),
        role("lends", [rule("impersonate-on:arbitrary-node:list core secrets")], "pay"),
        binding("lends", "pay", "Role lends", ["User mallory"]),
        MOUNTED,
      ],
      how: null,
    },
    {
      what: "for another name",
      objects: [...grants(null, any, rule("impersonate-on:arbitrary-node:get core secrets", ["other"])), MOUNTED],
      how: null,
    },
    {
      what: "with patch, which no node may",
      objects: [...grants(null, any, rule("impersonate-on:arbitrary-node:patch core secrets")), MOUNTED],
      how: null,
    },
    {
      what: "where no pod refers to it",
      objects: grants(null, any, rule("impersonate-on:arbitrary-node:get core secrets")),
      how: null,
    },
    {
      what: "of his own",
      objects: [...asAccount(own, rule("impersonate-on:associated-node:get core secrets")), MOUNTED],
      how: ["acts as a node for this request"],
    },
    {
      what: "of his own by a node's name, which is never asked for",
      objects: [
        ...asAccount(
          rule(`impersonate:associated-node ${AUTHENTICATION} nodes`, ["n1"]),
          rule("impersonate-on:associated-node:get core secrets"),
        ),
        MOUNTED,
      ],
      how: null,
    },
    {
      what: "of his own, and is a user, who has none",
      objects: [...grants(null, own, rule("impersonate-on:associated-node:get core secrets")), MOUNTED],
      how: null,
    },
    {
      what: "by a certificate that he approves",
      objects: [
        ...grants(
          null,
          REQUEST,
          APPROVAL,
          rule("approve certificates.k8s.io signers", ["kubernetes.io/kube-apiserver-client-kubelet"]),
        ),
        MOUNTED,
      ],
      how: ["has the certificate of a node signed", "runs pods that refer to it"],
    },
    {
      what: "by a certificate that is approved by itself",
      objects: [
        ...grants(null, REQUEST, rule("create certificates.k8s.io certificatesigningrequests/nodeclient")),
        MOUNTED,
      ],
      how: ["has the certificate of a node signed"],
    },
    {
      what: "by a certificate that nobody approves",
      objects: [...grants(null, REQUEST, APPROVAL), MOUNTED],
      how: null,
    },
  ];
  it.each(cases)("$what", check);
});

describe("somebody who has an operator or a node do it:", () => {
  const cases: readonly Case[] = [
    {
      what: "a workflow",
      objects: grants("shop", rule("create argoproj.io workflows")),
      how: ["has an operator run a pod that mounts it"],
    },
    {
      what: "a Prometheus, which mounts the Secrets that it names",
      objects: grants("shop", rule("create monitoring.coreos.com prometheuses")),
      how: ["has an operator run a pod that mounts it"],
    },
    {
      what: "a workflow in another namespace",
      objects: grants("pay", rule("create argoproj.io workflows")),
      how: null,
    },
    {
      what: "a volume that is a folder of the node",
      objects: [
        ...grants(null, rule("create core persistentvolumes")),
        role("pods", [rule("create core pods")], "pay"),
        binding("pods", "pay", "Role pods", ["User mallory"]),
        MOUNTED,
      ],
      how: ["reads the files of a node through a volume of its own", "a pod has it"],
    },
    {
      what: "such a volume without a pod",
      objects: [...grants(null, rule("create core persistentvolumes")), MOUNTED],
      how: null,
    },
    {
      what: "a store that reads as a ServiceAccount",
      objects: [
        ...grants("edge", rule("create external-secrets.io secretstores,externalsecrets"), rule("get core secrets")),
        ...account("edge"),
      ],
      how: ["has External Secrets read as a ServiceAccount", "ServiceAccount edge/reader reads it"],
    },
    {
      what: "a store without the right to read what it fetches",
      objects: [...grants("edge", rule("create external-secrets.io secretstores,externalsecrets")), ...account("edge")],
      how: null,
    },
  ];
  it.each(cases)("$what", check);
});

/** ingress-nginx as its manifests have it, with a release and entries of its ConfigMap. */
function ingressNginx(release: string, data: Readonly<Record<string, string>>, flags: readonly string[] = []) {
  const args = ["/nginx-ingress-controller", "--configmap=ingress-nginx/controller", ...flags];
  return [
    ...account("ingress-nginx", "ingress-nginx"),
    deployment(
      "ingress-nginx",
      {
        serviceAccountName: "ingress-nginx",
        containers: [{ name: "controller", image: `registry.k8s.io/ingress-nginx/controller:${release}`, args }],
      },
      { name: "ingress-nginx-controller" },
    ),
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "controller", namespace: "ingress-nginx" }, data },
  ];
}

describe("somebody who writes Ingresses", () => {
  const on = { "allow-snippet-annotations": "true", "annotations-risk-level": "Critical" };
  const writes = grants("pay", rule("create networking.k8s.io ingresses"));
  const cases: readonly Case[] = [
    {
      what: "with snippets, which the controller takes",
      objects: [...writes, ...ingressNginx("v1.15.1", on)],
      how: ["writes an Ingress with a snippet", "ServiceAccount ingress-nginx/ingress-nginx reads it"],
    },
    // Fact: number 10 of ingress-nginx as measured: the switch alone is not enough.
    {
      what: "with snippets above the risk level",
      objects: [...writes, ...ingressNginx("v1.15.1", { "allow-snippet-annotations": "true" })],
      how: null,
    },
    {
      what: "with snippets, in a release that has no risk level by default",
      objects: [...writes, ...ingressNginx("v1.11.8", { "allow-snippet-annotations": "true" })],
      how: ["writes an Ingress with a snippet"],
    },
    { what: "with snippets, which are off", objects: [...writes, ...ingressNginx("v1.15.1", {})], how: null },
    {
      what: "where the controller does not look",
      objects: [...writes, ...ingressNginx("v1.15.1", on, ["--watch-namespace=shop"])],
      how: null,
    },
    {
      what: "where alone the controller looks",
      objects: [...writes, ...ingressNginx("v1.15.1", on, ["--watch-namespace=pay"])],
      how: ["writes an Ingress with a snippet"],
    },
    {
      what: "which a release lets take it over",
      objects: [...writes, ...ingressNginx("v1.8.4", { "allow-snippet-annotations": "false" })],
      how: ["writes an Ingress that takes the controller over"],
    },
    {
      what: "and may only change those that are there, of which there are none",
      objects: [...grants("pay", rule("update networking.k8s.io ingresses")), ...ingressNginx("v1.15.1", on)],
      how: null,
      whole: true,
    },
  ];
  it.each(cases)("$what", check);

  it("is told of the ConfigMap's line and of what else has to hold", () => {
    const found = mallory([...writes, ...ingressNginx("v1.15.1", on)]);
    expect(found?.via.map(({ field }) => field)).toContain('data["allow-snippet-annotations"]');
    expect(found?.conditions?.join()).toContain("word block list");
  });

  it("gets no more than the controller may read", () => {
    const [, , ...controller] = ingressNginx("v1.15.1", on);
    expect(mallory([...writes, ...controller])).toBeUndefined();
  });
});

describe("somebody who writes what a GitOps controller applies", () => {
  function flux(args: readonly string[] = []): Manifest[] {
    return [
      deployment("flux-system", {
        serviceAccountName: "kustomize-controller",
        containers: [{ name: "manager", image: "ghcr.io/fluxcd/kustomize-controller:v1.6.0", args }],
      }),
      binding("flux", null, "ClusterRole cluster-admin", ["ServiceAccount flux-system/kustomize-controller"]),
    ];
  }
  const writes = grants("pay", rule("create kustomize.toolkit.fluxcd.io kustomizations"));
  const applications = rule("create argoproj.io applications");
  const argo = [
    deployment("argocd", {
      serviceAccountName: "argocd-application-controller",
      containers: [
        { name: "c", image: "quay.io/argoproj/argocd:v3.1.0", args: ["/usr/local/bin/argocd-application-controller"] },
      ],
    }),
    binding("argo", null, "ClusterRole cluster-admin", ["ServiceAccount argocd/argocd-application-controller"]),
  ];
  const cases: readonly Case[] = [
    {
      what: "has it act with its own rights",
      objects: [...writes, ...flux()],
      how: ["has a GitOps controller apply", "ServiceAccount flux-system/kustomize-controller reads it"],
    },
    {
      what: "and is held to a default account",
      objects: [...writes, ...flux(["--default-service-account=tenant"])],
      how: null,
    },
    { what: "where it does not run", objects: writes, how: null },
    {
      what: "in the namespace of Argo CD",
      objects: [...grants("argocd", applications), ...argo],
      how: ["ServiceAccount argocd/argocd-application-controller reads it"],
    },
    {
      what: "in another namespace, which Argo CD does not read",
      objects: [...grants("pay", applications), ...argo],
      how: null,
    },
  ];
  it.each(cases)("$what", check);
});

const API = "gateway.networking.k8s.io";

function gateway(className: string, reference: Manifest): Manifest {
  return {
    apiVersion: `${API}/v1`,
    kind: "Gateway",
    metadata: { name: "edge", namespace: "edge" },
    spec: {
      gatewayClassName: className,
      listeners: [{ name: "https", port: 443, protocol: "HTTPS", tls: { certificateRefs: [reference] } }],
    },
  };
}

const GRANT = {
  apiVersion: `${API}/v1beta1`,
  kind: "ReferenceGrant",
  metadata: { name: "edge", namespace: "shop" },
  spec: { from: [{ group: API, kind: "Gateway", namespace: "edge" }], to: [{ group: "", kind: "Secret" }] },
};

describe("a gateway of another namespace", () => {
  const elsewhere = { name: "web-tls", namespace: "shop" };
  const pods = grants("edge", rule("create core pods"));
  const cases: readonly Case[] = [
    {
      what: "of Istio hands it to whoever runs pods there",
      objects: [...pods, gateway("istio", elsewhere), GRANT],
      how: ["poses as the Gateway's proxy and is handed it by Istio (Gateway edge/edge)"],
    },
    { what: "of Istio hands out nothing without a grant", objects: [...pods, gateway("istio", elsewhere)], how: null },
    {
      what: "of another controller does not",
      objects: [...pods, gateway("envoy-gateway", elsewhere), GRANT],
      how: null,
    },
    {
      what: "of Cilium has it copied into Cilium's namespace",
      objects: [...grants("cilium-secrets", rule("list core secrets")), gateway("cilium", elsewhere), GRANT],
      how: ["reads the copy that Cilium keeps"],
    },
  ];
  it.each(cases)("$what", check);

  it("of Istio has a proxy that is expected to have it", () => {
    const found = readersOf([gateway("istio", elsewhere), GRANT]).find(({ subject }) => subject.name === "edge-istio");
    expect(found).toMatchObject({ subject: { namespace: "edge" }, expected: expect.stringContaining("proxy") });
  });
});

describe("Kyverno's clones", () => {
  function clones(namespace: string): Manifest {
    const generate = {
      apiVersion: "v1",
      kind: "Secret",
      name: "copy",
      namespace,
      clone: { namespace: "shop", name: "web-tls" },
    };
    return {
      apiVersion: "kyverno.io/v1",
      kind: "ClusterPolicy",
      metadata: { name: "sync" },
      spec: { rules: [{ name: "clone", generate }] },
    };
  }
  const reads = grants("pay", secretRule(["get"], { resourceNames: ["copy"] }));
  const cases: readonly Case[] = [
    {
      what: "by a variable are in any namespace",
      objects: [...reads, clones("{{request.object.metadata.name}}")],
      how: ["reads a copy of it (ClusterPolicy sync)"],
    },
    { what: "by a name are there", objects: [...reads, clones("pay")], how: ["reads a copy of it"] },
    { what: "elsewhere are elsewhere", objects: [...reads, clones("ops")], how: null },
    {
      what: "of another Secret are none of this one",
      objects: [...reads, clones("pay"), secret("other", "shop")],
      how: null,
      secret: "other",
    },
  ];
  it.each(cases)("$what", check);
});

describe("an admission webhook that takes Secrets", () => {
  function webhook(fields: Manifest, taken: Manifest = {}): Manifest[] {
    const rules = [
      { operations: ["CREATE"], apiGroups: [""], apiVersions: ["v1"], resources: ["secrets"], scope: "*", ...taken },
    ];
    const clientConfig = { service: { namespace: "hooks", name: "hook" } };
    const labels = { app: "hook" };
    const template = { metadata: { labels }, spec: { serviceAccountName: "mallory", containers: [] } };
    return [
      {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingWebhookConfiguration",
        metadata: { name: "hook" },
        webhooks: [{ name: "hook.example.com", clientConfig, rules, ...fields }],
      },
      { apiVersion: "v1", kind: "Service", metadata: { name: "hook", namespace: "hooks" }, spec: { selector: labels } },
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "hook", namespace: "hooks" },
        spec: { template },
      },
    ];
  }
  function shop(labels: Manifest): Manifest {
    return { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels } };
  }
  const how = ["a webhook is sent every write of it (ValidatingWebhookConfiguration hook)"];
  const onlyLabelled = { namespaceSelector: { matchLabels: { audited: "true" } } };
  const named = (operator: string) => ({
    namespaceSelector: { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator, values: ["shop"] }] },
  });
  const cases: readonly Case[] = [
    { what: "everywhere", objects: webhook({}), how },
    { what: "of another group", objects: webhook({}, { apiGroups: ["apps"] }), how: null },
    { what: "without a namespace, which Secrets have", objects: webhook({}, { scope: "Cluster" }), how: null },
    { what: "of this namespace", objects: [...webhook(onlyLabelled), shop({ audited: "true" })], how },
    { what: "of others", objects: [...webhook(onlyLabelled), shop({})], how: null },
    { what: "of namespaces that the input does not hold", objects: webhook(onlyLabelled), how },
    { what: "of this namespace by its name", objects: webhook(named("In")), how },
    { what: "of all but this one by its name", objects: webhook(named("NotIn")), how: null },
    {
      what: "with a label that it has not",
      objects: webhook({ objectSelector: { matchLabels: { a: "b" } } }),
      how: null,
    },
    {
      what: "without a label that it has not",
      objects: webhook({ objectSelector: { matchExpressions: [{ key: "a", operator: "DoesNotExist" }] } }),
      how,
    },
  ];
  it.each(cases)("$what", check);
});
