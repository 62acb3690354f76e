import { describe, expect, it } from "vitest";
import { SecretReaders } from "../../src/access/readers/readers.ts";
import { describeSubject } from "../../src/access/readers/reader.ts";
import { account, deployment, grants, mallory, MOUNTS, readersOf, rule, SECRET, secret } from "./reader-worlds.ts";
import { binding, clusterRole, inventoryOf, type Manifest, role, type RuleText, secretRule } from "./support.ts";

interface DirectCase {
  readonly what: string;
  readonly rules: readonly RuleText[];
  readonly scope?: string | null;
  readonly verbs: readonly string[];
}

const DIRECT: readonly DirectCase[] = [
  { what: "get, list and watch", rules: [secretRule(["get", "list", "watch"])], verbs: ["get", "list", "watch"] },
  { what: "patch answers with the whole Secret", rules: [secretRule(["patch"])], verbs: ["patch"] },
  {
    what: "deletecollection and delete do",
    rules: [secretRule(["deletecollection", "delete"])],
    verbs: ["deletecollection", "delete"],
  },
  { what: "update and create do not", rules: [secretRule(["update", "create"])], verbs: [] },
  { what: "list by its name", rules: [secretRule(["list"], { resourceNames: ["web-tls"] })], verbs: ["list"] },
  {
    what: "deletecollection never by a name",
    rules: [secretRule(["deletecollection"], { resourceNames: ["web-tls"] })],
    verbs: [],
  },
  {
    what: "an empty name for what names nothing",
    rules: [secretRule(["get", "list"], { resourceNames: [""] })],
    verbs: ["list"],
  },
  { what: "another name", rules: [secretRule(["get"], { resourceNames: ["api-tls"] })], verbs: [] },
  {
    what: "its name from every namespace",
    rules: [secretRule(["get"], { resourceNames: ["web-tls"] })],
    scope: null,
    verbs: ["get"],
  },
  { what: "another namespace", rules: [secretRule(["get"])], scope: "pay", verbs: [] },
  {
    what: "rights of two rules together",
    rules: [secretRule(["get"], { resourceNames: ["web-tls"] }), secretRule(["watch"])],
    verbs: ["get", "watch"],
  },
];

describe("a direct reader", () => {
  it.each(DIRECT)("$what", ({ rules, scope = "shop", verbs }) => {
    const found = mallory(grants(scope, ...rules));
    expect(found?.direct === true ? found.verbs : []).toEqual(verbs);
  });

  it("has the lines that make him one", () => {
    const [reader] = readersOf([role("r", [secretRule(["get"])]), binding("b", "shop", "Role r", ["User mallory"])]);
    expect(reader?.via.map(({ object, field }) => `${object?.kind} ${field}`)).toEqual([
      "RoleBinding subjects[0]",
      "RoleBinding roleRef",
      "Role rules[0]",
    ]);
    expect(reader?.via.every(({ source }) => source !== null)).toBe(true);
  });
});

interface IndirectCase {
  readonly what: string;
  readonly objects: readonly Manifest[];
  /** A part of the way in words; null where there is none. */
  readonly how: string | null;
  readonly whole?: boolean;
}

const CSR = [
  rule("create certificates.k8s.io certificatesigningrequests"),
  rule("update certificates.k8s.io certificatesigningrequests/approval"),
];

/** Facts: numbers 19 to 24 of the list on Secrets, as measured on kube-apiserver 1.36.3. */
const INDIRECT: readonly IndirectCase[] = [
  {
    what: "creates pods in the namespace",
    objects: grants("shop", rule("create core pods")),
    how: "runs a pod that mounts it",
  },
  {
    what: "creates cron jobs everywhere",
    objects: grants(null, rule("create batch cronjobs")),
    how: "runs a pod that mounts it",
  },
  { what: "creates pods in another namespace", objects: grants("pay", rule("create core pods")), how: null },
  {
    what: "creates pods of one name, which no request carries",
    objects: grants("shop", rule("create core pods", ["p"])),
    how: null,
  },
  {
    what: "applies pods of one name",
    objects: grants("shop", rule("create,patch core pods", ["p"])),
    how: "runs a pod that mounts it",
  },
  {
    what: "runs pods as an account that reads it",
    objects: [...grants("pay", rule("create apps deployments")), ...account("pay")],
    how: "ServiceAccount pay/reader reads it",
  },
  {
    what: "changes workloads",
    objects: grants("shop", rule("patch apps deployments")),
    how: "makes a workload mount it",
  },
  {
    what: "changes workloads of which there are none",
    objects: grants("shop", rule("patch apps deployments")),
    how: null,
    whole: true,
  },
  {
    what: "gets into pods that mount it",
    objects: [...grants("shop", rule("create core pods/exec")), deployment("shop", MOUNTS)],
    how: "runs programs in a pod, a pod has it (Deployment shop/web)",
  },
  {
    what: "may only get pods/exec",
    objects: [...grants("shop", rule("get core pods/exec")), deployment("shop", MOUNTS)],
    how: null,
  },
  {
    what: "gets into pods that do not mount it",
    objects: [...grants("shop", rule("create core pods/exec")), deployment("shop", {})],
    how: null,
  },
  {
    what: "gets into pods where no container mounts it",
    objects: [
      ...grants("shop", rule("create core pods/exec")),
      deployment("shop", { volumes: [{ name: "other", secret: { secretName: "web-tls" } }] }),
    ],
    how: null,
  },
  {
    what: "adds a container that mounts it",
    objects: [
      ...grants("shop", rule("patch core pods/ephemeralcontainers")),
      deployment("shop", { volumes: [{ name: "other", secret: { secretName: "web-tls" } }] }),
    ],
    how: "adds a container to a pod",
  },
  {
    what: "gets into pods that run as a reader",
    objects: [
      ...grants("edge", rule("create core pods/exec")),
      ...account("edge"),
      deployment("edge", { serviceAccountName: "reader" }),
    ],
    how: "a pod runs as",
  },
  {
    what: "gets into pods without a token",
    objects: [
      ...grants("edge", rule("create core pods/exec")),
      ...account("edge"),
      deployment("edge", { serviceAccountName: "reader", automountServiceAccountToken: false }),
    ],
    how: null,
  },
  {
    what: "gets into pods with a projected token",
    objects: [
      ...grants("edge", rule("create core pods/exec")),
      ...account("edge"),
      deployment("edge", {
        serviceAccountName: "reader",
        automountServiceAccountToken: false,
        volumes: [{ name: "t", projected: { sources: [{ serviceAccountToken: { path: "token" } }] } }],
      }),
    ],
    how: "a pod runs as",
  },
  {
    what: "gets into one pod by its name",
    objects: [
      ...grants("shop", rule("create core pods/exec", ["web"])),
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "web", namespace: "shop" },
        spec: { containers: [{ name: "c", image: "i", volumeMounts: [{ name: "t" }] }], ...MOUNTS },
      },
    ],
    how: "runs programs in a pod",
  },
  {
    what: "gets into another pod by its name",
    objects: [
      ...grants("shop", rule("create core pods/exec", ["other"])),
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "web", namespace: "shop" },
        spec: { containers: [{ name: "c", image: "i", volumeMounts: [{ name: "t" }] }], ...MOUNTS },
      },
    ],
    how: null,
  },
  {
    what: "has nodes/proxy",
    objects: [...grants(null, rule("get core nodes/proxy")), deployment("shop", MOUNTS)],
    how: "through a kubelet",
  },
  {
    what: "has tokens issued for a reader",
    objects: [...grants("edge", rule("create core serviceaccounts/token", ["reader"])), ...account("edge")],
    how: "has a token issued",
  },
  {
    what: "has tokens issued for another account",
    objects: [...grants("edge", rule("create core serviceaccounts/token", ["app"])), ...account("edge")],
    how: null,
  },
  {
    what: "has a star and a slash before token",
    objects: [...grants("edge", rule("create core */token")), ...account("edge")],
    how: "has a token issued",
  },
  {
    what: "has serviceaccounts with a slash and a star",
    objects: [...grants("edge", rule("create core serviceaccounts/*")), ...account("edge")],
    how: null,
  },
  {
    what: "makes token Secrets beside a reader",
    objects: [...grants("edge", rule("create,get core secrets")), ...account("edge")],
    how: "makes a token Secret",
  },
  {
    what: "reads the token Secret of a reader",
    objects: [
      ...grants("edge", rule("get core secrets", ["old-token"])),
      ...account("edge"),
      secret(
        "old-token",
        "edge",
        { annotations: { "kubernetes.io/service-account.name": "reader" } },
        "kubernetes.io/service-account-token",
      ),
    ],
    how: "a Secret holds the token of",
  },
  {
    what: "impersonates a user who reads it",
    objects: [
      ...grants(null, rule("impersonate core users", ["victim"])),
      clusterRole("v", [secretRule(["get"])]),
      binding("v", "shop", "ClusterRole v", ["User victim"]),
    ],
    how: "acts as somebody else, User victim reads it",
  },
  {
    what: "impersonates an account as a user",
    objects: [
      ...grants(null, rule("impersonate core users", ["system:serviceaccount:edge:reader"])),
      ...account("edge"),
    ],
    how: null,
  },
  {
    what: "impersonates an account by a Role",
    objects: [...grants("edge", rule("impersonate core serviceaccounts")), ...account("edge")],
    how: "acts as somebody else",
  },
  { what: "impersonates groups alone", objects: [...grants(null, rule("impersonate core groups"))], how: null },
  {
    what: "impersonates users and system:masters",
    objects: [
      ...grants(null, rule("impersonate core users", ["nobody"]), rule("impersonate core groups", ["system:masters"])),
    ],
    how: "Group system:masters",
  },
  {
    what: "has the constrained form of impersonation",
    objects: [
      ...grants(
        null,
        rule("impersonate:user-info authentication.k8s.io users", ["victim"]),
        rule("impersonate-on:user-info:get core secrets"),
      ),
      clusterRole("v", [secretRule(["get"])]),
      binding("v", "shop", "ClusterRole v", ["User victim"]),
    ],
    how: "for this request",
  },
  {
    what: "has it without the right on Secrets",
    objects: [
      ...grants(null, rule("impersonate:user-info authentication.k8s.io users", ["victim"])),
      clusterRole("v", [secretRule(["get"])]),
      binding("v", "shop", "ClusterRole v", ["User victim"]),
    ],
    how: null,
  },
  {
    what: "has it for another verb",
    objects: [
      ...grants(
        null,
        rule("impersonate:user-info authentication.k8s.io users", ["victim"]),
        rule("impersonate-on:user-info:list core secrets"),
      ),
      clusterRole("v", [secretRule(["get"])]),
      binding("v", "shop", "ClusterRole v", ["User victim"]),
    ],
    how: null,
  },
  {
    what: "has a star in its verbs",
    objects: [
      ...grants(
        "edge",
        rule("impersonate:service* authentication.k8s.io serviceaccounts"),
        rule("impersonate-on:* core secrets"),
      ),
      ...account("edge"),
    ],
    how: null,
  },
  {
    what: "binds any ClusterRole in the namespace",
    objects: grants(
      "shop",
      rule("create rbac.authorization.k8s.io rolebindings"),
      rule("bind rbac.authorization.k8s.io clusterroles"),
    ),
    how: "binds itself to a role",
  },
  {
    what: "binds a ClusterRole that reads Secrets",
    objects: [
      ...grants(
        "shop",
        rule("create rbac.authorization.k8s.io rolebindings"),
        rule("bind rbac.authorization.k8s.io clusterroles", ["edit"]),
      ),
    ],
    how: "binds itself to a role",
  },
  {
    what: "binds a ClusterRole that does not",
    objects: [
      ...grants(
        "shop",
        rule("create rbac.authorization.k8s.io rolebindings"),
        rule("bind rbac.authorization.k8s.io clusterroles", ["view"]),
      ),
    ],
    how: null,
  },
  {
    what: "creates bindings without bind",
    objects: grants(null, rule("* rbac.authorization.k8s.io clusterrolebindings,rolebindings")),
    how: null,
  },
  {
    what: "adds rules to a role of its own",
    objects: [
      role("own", [rule("escalate,update rbac.authorization.k8s.io roles")]),
      binding("own", "shop", "Role own", ["User mallory"]),
    ],
    how: "adds rules to a role of its own",
  },
  {
    what: "adds rules to another one's role",
    objects: grants("shop", rule("escalate,update rbac.authorization.k8s.io roles", ["other"])),
    how: null,
  },
  {
    what: "has certificates signed",
    objects: grants(null, ...CSR, rule("approve certificates.k8s.io signers", ["kubernetes.io/*"])),
    how: "has a client certificate signed",
  },
  { what: "may approve for no signer", objects: grants(null, ...CSR), how: null },
  {
    what: "may approve for another signer",
    objects: grants(null, ...CSR, rule("approve certificates.k8s.io signers", ["kubernetes.io/kubelet-serving"])),
    how: null,
  },
  {
    what: "makes webhooks",
    objects: grants(null, rule("create admissionregistration.k8s.io mutatingwebhookconfigurations")),
    how: "has every write of a Secret sent to itself",
  },
  {
    what: "has it pushed elsewhere",
    objects: grants("shop", rule("create external-secrets.io pushsecrets")),
    how: "External Secrets push it",
  },
  {
    what: "is bound to a role that is not there",
    objects: [binding("b", "shop", "Role gone", ["User mallory"])],
    how: "is bound to a role that is not in the input",
  },
  {
    what: "can be a ServiceAccount where all of them read it",
    objects: [
      ...grants("pay", rule("create core pods")),
      clusterRole("v", [secretRule(["get"])]),
      binding("v", "shop", "ClusterRole v", ["Group system:serviceaccounts"]),
    ],
    how: "Group system:serviceaccounts reads it",
  },
  // What the lab showed of rights that count only together.
  {
    what: "impersonates groups beside accounts written as users",
    objects: grants(
      null,
      rule("impersonate core users", ["system:serviceaccount:edge:reader"]),
      rule("impersonate core groups"),
    ),
    how: null,
  },
  {
    what: "lists as an account by the empty name",
    objects: [
      ...grants(
        null,
        rule("impersonate:serviceaccount authentication.k8s.io serviceaccounts"),
        rule("impersonate-on:serviceaccount:list core secrets", [""]),
      ),
      ...account("edge"),
    ],
    how: "for this request",
  },
  {
    what: "gets as an account by the empty name",
    objects: [
      ...grants(
        null,
        rule("impersonate:serviceaccount authentication.k8s.io serviceaccounts", ["reader"]),
        rule("impersonate-on:serviceaccount:get core secrets", [""]),
      ),
      ...account("edge"),
    ],
    how: null,
  },
  {
    what: "approves certificate requests that have no name",
    objects: grants(
      null,
      rule("create certificates.k8s.io certificatesigningrequests"),
      rule("update certificates.k8s.io certificatesigningrequests/approval", [""]),
      rule("approve certificates.k8s.io signers"),
    ),
    how: null,
  },
  {
    what: "makes token Secrets and reads a name that is free",
    objects: [...grants("edge", rule("create core secrets"), rule("get core secrets", ["free"])), ...account("edge")],
    how: "makes a token Secret",
  },
  {
    what: "makes Secrets and reads a name that is taken",
    objects: [
      ...grants("edge", rule("create core secrets"), rule("get core secrets", ["taken"])),
      ...account("edge"),
      secret("taken", "edge"),
    ],
    how: null,
  },
  {
    what: "has nodes/proxy of one node, and nobody says where pods run",
    objects: [...grants(null, rule("create core nodes/proxy", ["n1"])), deployment("shop", MOUNTS)],
    how: "through a kubelet",
  },
  {
    what: "has nodes/proxy of another node",
    objects: [
      ...grants(null, rule("create core nodes/proxy", ["n1"])),
      deployment("shop", { ...MOUNTS, nodeName: "n2" }),
    ],
    how: null,
  },
  {
    what: "adds rules to a ClusterRole and binds it in a namespace",
    objects: grants("shop", rule("create rbac.authorization.k8s.io rolebindings")).concat(
      clusterRole("more", [rule("escalate,patch rbac.authorization.k8s.io clusterroles", ["view"])]),
      binding("more", null, "ClusterRole more", ["User mallory"]),
    ),
    how: "adds rules to a role of its own",
  },
  {
    what: "adds rules to a Role that is there and binds it",
    objects: [
      ...grants(
        "shop",
        rule("escalate,update rbac.authorization.k8s.io roles", ["other"]),
        rule("create rbac.authorization.k8s.io rolebindings"),
      ),
      role("other", []),
    ],
    how: "adds rules to a role of its own",
  },
  {
    what: "adds rules to a Role that is not there",
    objects: grants(
      "shop",
      rule("escalate,update rbac.authorization.k8s.io roles", ["other"]),
      rule("create rbac.authorization.k8s.io rolebindings"),
    ),
    how: null,
  },
  {
    what: "makes that Role first",
    objects: grants(
      "shop",
      rule("escalate,update rbac.authorization.k8s.io roles", ["other"]),
      rule("create rbac.authorization.k8s.io rolebindings,roles"),
    ),
    how: "adds rules to a role of its own",
  },
];

describe("somebody who", () => {
  it.each(INDIRECT)("$what", ({ objects, how, whole }) => {
    const found = mallory(objects, undefined, undefined, whole);
    expect(found === undefined).toBe(how === null);
    expect(found?.how ?? "").toContain(how ?? "");
    expect(found?.direct ?? false).toBe(false);
    expect((found?.via ?? []).length > 0).toBe(how !== null);
  });
});

describe("the content of a Secret is also", () => {
  const reflected = { annotations: { "reflector.v1.k8s.emberstack.com/reflection-allowed": "true" } };

  it("in mirrors that whoever makes Secrets can ask for", () => {
    const objects = [secret("mirrored", "shop", reflected), ...grants("pay", rule("create,get core secrets"))];
    expect(mallory(objects, "mirrored")?.how).toContain("mirrored into a namespace of its own");
    expect(
      mallory([secret("mirrored", "shop"), ...grants("pay", rule("create,get core secrets"))], "mirrored"),
    ).toBeUndefined();
  });

  it("in copies that a controller makes by itself", () => {
    const annotations = { "replicator.v1.mittwald.de/replicate-to": "pay,team-.*" };
    const objects = [secret("copied", "shop", { annotations }), ...grants("pay", rule("get core secrets", ["copied"]))];
    expect(mallory(objects, "copied")?.how).toContain("reads a copy of it");
  });

  it("where the key of Sealed Secrets opens it", () => {
    const sealed = {
      apiVersion: "bitnami.com/v1alpha1",
      kind: "SealedSecret",
      metadata: { name: "sealed", namespace: "shop" },
      spec: {},
    };
    const key = secret("sealed-secrets-key1", "kube-system", {
      labels: { "sealedsecrets.bitnami.com/sealed-secrets-key": "active" },
    });
    const objects = [sealed, key, ...grants("kube-system", rule("get core secrets", ["sealed-secrets-key1"]))];
    expect(mallory(objects, "sealed")?.how).toContain("opens the SealedSecret");
  });

  it("in a Secret with the same key", () => {
    const inventory = inventoryOf([SECRET, secret("twin", "pay"), ...grants("pay", rule("get core secrets"))]);
    const sameKey = [
      [
        { namespace: "shop", name: "web-tls" },
        { namespace: "pay", name: "twin" },
      ],
    ];
    const readers = new SecretReaders(inventory, { sameKey }).of({ namespace: "shop", name: "web-tls" });
    expect(readers.find(({ subject }) => subject.name === "mallory")?.how).toContain("same key");
  });
});

describe("readers are in order:", () => {
  it("broad groups, default accounts, others, then those with a reason", () => {
    const subjects = [
      "User zoe",
      "ServiceAccount shop/default",
      "ServiceAccount ingress-nginx/ingress-nginx",
      "Group system:authenticated",
    ];
    const found = readersOf([
      clusterRole("v", [secretRule(["get"])]),
      binding("v", "shop", "ClusterRole v", subjects),
      binding("admins", null, "ClusterRole cluster-admin", [
        "Group ops",
        "User system:anonymous",
        "ServiceAccount ci/deployer",
      ]),
    ]);
    const own = found.filter(({ expected }) => expected === null || !expected.startsWith("a part of Kubernetes"));
    expect(
      own.map(({ subject, expected }) => `${describeSubject(subject)}${expected === null ? "" : " expected"}`),
    ).toEqual([
      "Group system:authenticated",
      "User system:anonymous",
      "ServiceAccount shop/default",
      "ServiceAccount ci/deployer",
      "User zoe",
      "Group ops expected",
      "Group system:masters expected",
      "ServiceAccount ingress-nginx/ingress-nginx expected",
    ]);
  });

  it("a label does not make a binding one of the server's own", () => {
    const bound = binding("system:controller:generic-garbage-collector", null, "ClusterRole cluster-admin", [
      "ServiceAccount shop/evil",
    ]);
    const labels = { "kubernetes.io/bootstrapping": "rbac-defaults" };
    const found = readersOf([{ ...bound, metadata: { ...Object(bound["metadata"]), labels } }]);
    expect(found.find(({ subject }) => subject.name === "evil")?.expected).toBeNull();
  });

  it("programs whose work it is are known by their image", () => {
    const [reader] = readersOf([
      ...account("certs", "cm"),
      deployment("certs", {
        serviceAccountName: "cm",
        containers: [{ name: "c", image: "quay.io/jetstack/cert-manager-controller:v1.21.2" }],
      }),
    ]).filter(({ subject }) => subject.name === "cm");
    expect(reader?.expected).toContain("cert-manager");
  });
});

describe("of many Secrets", () => {
  it("those with equal readers share one list", () => {
    const names = Array.from({ length: 50 }, (_, index) => `tls-${index}`);
    const inventory = inventoryOf([
      ...names.map((name) => secret(name, "shop")),
      ...grants("shop", rule("get core secrets")),
    ]);
    const readers = new SecretReaders(inventory);
    expect(new Set(names.map((name) => readers.of({ namespace: "shop", name }))).size).toBe(1);
  });
});
