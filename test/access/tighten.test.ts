import { describe, expect, it } from "vitest";
import { describeSubject } from "../../src/access/readers/reader.ts";
import type { Plan } from "../../src/access/tighten/plan.ts";
import { tighten, type TightenOptions } from "../../src/access/tighten/tighten.ts";
import { afterPlan } from "../support/tightened.ts";
import {
  allowed,
  authorizerOf,
  binding,
  clusterRole,
  inventoryOf,
  type Manifest,
  role,
  secretRule,
} from "./support.ts";

const WEB = { namespace: "shop", name: "web-tls" };
const STANDING: readonly Manifest[] = [
  { apiVersion: "v1", kind: "Secret", metadata: WEB, type: "kubernetes.io/tls" },
  { apiVersion: "v1", kind: "Secret", metadata: { namespace: "shop", name: "config" }, type: "Opaque" },
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "pay" } },
];

function rule(short: string, names?: readonly string[]) {
  const [verbs = "", group = "", resources = ""] = short.split(" ");
  const resourceNames = names === undefined ? {} : { resourceNames: names };
  return {
    verbs: verbs.split(","),
    apiGroups: group.split(",").map((name) => (name === "core" ? "" : name)),
    resources: resources.split(","),
    ...resourceNames,
  };
}

function workload(namespace: string, account: string, container: Manifest, more: Manifest = {}): Manifest {
  const containers = [{ name: "main", ...container }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace, name: account },
    spec: { template: { spec: { serviceAccountName: account, containers, ...more } } },
  };
}

function mounting(namespace: string): Manifest {
  const volumes = [{ name: "t", secret: { secretName: "web-tls" } }];
  return workload(namespace, "web", { image: "web:1", volumeMounts: [{ name: "t", mountPath: "/t" }] }, { volumes });
}

function planOf(objects: readonly Manifest[], options: TightenOptions = {}): Plan {
  return tighten(inventoryOf([...STANDING, ...objects]), [WEB], options);
}

/** `verb resource scope` of each loss, with what is left. */
function lost({ losses }: Plan): string[] {
  return losses.map(({ subject, verbs, resource, scope, left }) => {
    const kept = left.map((item) => `${item.names.join("+")}@${item.scope}`).join(" ");
    return `${describeSubject(subject)}: ${verbs.join(",")} ${resource}@${scope ?? "*"} -> ${kept || "nothing"}`;
  });
}

function names({ apply, remove }: Plan): string[] {
  const name = (kind: unknown, metadata: unknown): string => {
    const { namespace, name: own } = Object(metadata);
    return `${kind} ${namespace === undefined || namespace === null ? "" : `${namespace}/`}${own}`;
  };
  return [
    ...apply.map(({ manifest, isNew }) => `${isNew ? "+" : "~"} ${name(manifest["kind"], manifest["metadata"])}`),
    ...remove.map((object) => `- ${name(object.kind, object)}`),
  ];
}

interface Case {
  readonly what: string;
  readonly objects: readonly Manifest[];
  readonly lost: readonly string[];
  readonly changes: readonly string[];
}

const CASES: readonly Case[] = [
  {
    what: "a role that only he has is changed where it stands, down to the names of other Secrets",
    objects: [role("r", [secretRule(["get"])]), binding("b", "shop", "Role r", ["User mallory"])],
    lost: ["User mallory: get secrets@shop -> config@shop"],
    changes: ["~ Role shop/r"],
  },
  {
    what: "nothing is left of a right that can have no name",
    objects: [role("r", [secretRule(["deletecollection"])]), binding("b", "shop", "Role r", ["User mallory"])],
    lost: ["User mallory: deletecollection secrets@shop -> nothing"],
    changes: ["- RoleBinding shop/b", "- Role shop/r"],
  },
  {
    what: "a role that an administrator has too stays, and he leaves its binding",
    objects: [
      clusterRole("r", [secretRule(["patch"])]),
      binding("b", "shop", "ClusterRole r", ["User mallory", "User admin"]),
      binding("admins", null, "ClusterRole cluster-admin", ["User admin"]),
    ],
    lost: ["User mallory: patch secrets@shop -> config@shop"],
    changes: ["+ Role shop/b-tightened", "+ RoleBinding shop/b-tightened", "~ RoleBinding shop/b"],
  },
  {
    what: "rights of the whole cluster go into namespaces without a key",
    objects: [clusterRole("r", [secretRule(["list"])]), binding("b", null, "ClusterRole r", ["Group ops"])],
    lost: ["Group ops: list secrets@* -> @pay config@shop"],
    changes: [
      "+ Role shop/b-tightened",
      "+ RoleBinding pay/b",
      "+ RoleBinding shop/b-tightened",
      "- ClusterRoleBinding b",
    ],
  },
  {
    what: "one name in every namespace, of which one has the key",
    objects: [
      clusterRole("r", [secretRule(["get"], { resourceNames: ["web-tls"] })]),
      binding("b", null, "ClusterRole r", ["User mallory"]),
    ],
    lost: ["User mallory: get secrets@* -> web-tls@pay"],
    changes: ["+ RoleBinding pay/b", "- ClusterRoleBinding b"],
  },
  {
    what: "what else the rule allows stays",
    objects: [
      role("r", [rule("get,create core,apps secrets,configmaps")]),
      binding("b", "shop", "Role r", ["User mallory"]),
    ],
    lost: ["User mallory: get secrets@shop -> config@shop"],
    changes: ["~ Role shop/r"],
  },
  {
    what: "exec where a pod has the key",
    objects: [
      mounting("shop"),
      clusterRole("r", [rule("create core pods/exec")]),
      binding("b", null, "ClusterRole r", ["Group support"]),
    ],
    lost: ["Group support: create pods/exec@* -> @pay"],
    changes: ["+ RoleBinding pay/b", "- ClusterRoleBinding b"],
  },
  {
    what: "exec where no pod has it stays",
    objects: [
      mounting("shop"),
      clusterRole("r", [rule("create core pods/exec")]),
      binding("b", "pay", "ClusterRole r", ["Group support"]),
    ],
    lost: [],
    changes: [],
  },
  {
    what: "a way through somebody who loses his own right stays",
    objects: [
      clusterRole("i", [rule("impersonate core users", ["victim"])]),
      binding("i", null, "ClusterRole i", ["User mallory"]),
      role("v", [secretRule(["get"], { resourceNames: ["web-tls"] })]),
      binding("v", "shop", "Role v", ["User victim"]),
    ],
    lost: ["User victim: get secrets@shop -> nothing"],
    changes: ["- RoleBinding shop/v", "- Role shop/v"],
  },
  {
    what: "a way through an administrator goes",
    objects: [
      clusterRole("i", [rule("impersonate core users", ["admin", "other"])]),
      binding("i", null, "ClusterRole i", ["User mallory"]),
      binding("admins", null, "ClusterRole cluster-admin", ["User admin"]),
    ],
    lost: ["User mallory: impersonate users@* -> other@null"],
    changes: ["~ ClusterRole i"],
  },
];

describe("tighten", () => {
  it.each(CASES)("$what", ({ objects, lost: expected, changes }) => {
    const plan = planOf(objects);
    expect(lost(plan)).toEqual(expected);
    expect(names(plan)).toEqual(changes);
    expect(plan.remaining).toEqual([]);
    expect(plan.broken).toEqual([]);
  });

  it("copies what Kubernetes ships, and never changes it", () => {
    const plan = planOf([binding("b", "shop", "ClusterRole system:aggregate-to-edit", ["User mallory"])]);
    expect(lost(plan)).toContain("User mallory: get,list,watch secrets@shop -> config@shop");
    expect(names(plan)).toEqual(["+ Role shop/b-tightened", "+ RoleBinding shop/b-tightened", "- RoleBinding shop/b"]);
  });
});

const READS = clusterRole("reads", [secretRule(["list", "watch"]), rule("get core configmaps")]);

function controller(image: string, args: readonly string[]): Manifest[] {
  const env = [{ name: "POD_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } }];
  return [
    READS,
    binding("c", null, "ClusterRole reads", ["ServiceAccount edge/c"]),
    workload("edge", "c", { image, args, env }),
  ];
}

describe("expected readers", () => {
  it.each<[image: string, args: readonly string[], left: string | null]>([
    ["registry.k8s.io/ingress-nginx/controller:v1.15.1", ["--watch-namespace=shop"], "shop"],
    ["registry.k8s.io/ingress-nginx/controller:v1.15.1", ["--watch-namespace", "$(POD_NAMESPACE)"], "edge"],
    ["registry.k8s.io/ingress-nginx/controller:v1.15.1", ["--watch-namespace="], null],
    ["registry.k8s.io/ingress-nginx/controller:v1.15.1", [], null],
    ["quay.io/jetstack/cert-manager-controller:v1.19.0", ["--namespace=shop"], "shop"],
    ["nginx/nginx-ingress:5.5.4", ["-watch-namespace=shop,pay", "-watch-secret-namespace=shop"], "shop"],
    ["nginx/nginx-ingress:5.5.4", ["-watch-namespace=shop", "-default-server-tls-secret=edge/own"], "edge shop"],
    ["nginx/nginx-ingress:5.5.4", ["-watch-secret-namespace=shop", "-nginx-plus"], "edge shop"],
    ["nginx/nginx-ingress:5.5.4", ["-watch-namespace-label=a=b"], null],
    ["traefik:v3.7", ["--providers.kubernetesIngress.namespaces=pay,shop"], "pay shop"],
    ["traefik:v3.7", ["--providers.kubernetesIngress.namespaces=shop", "--providers.kubernetesCRD"], null],
    ["traefik:v3.7", ["--configFile=/x", "--providers.kubernetesIngress.namespaces=shop"], null],
    ["projectcontour/contour:v1.33", ["--watch-namespaces=shop"], null],
  ])("%s %j", (image, args, left) => {
    const plan = planOf(controller(image, args));
    expect(plan.losses.map((loss) => loss.left.map(({ scope }) => scope).join(" "))).toEqual(
      left === null ? [] : [left],
    );
    expect(plan.kept.map(({ everywhere }) => everywhere === null)).toEqual(
      left?.includes("shop") === false ? [] : [left !== null],
    );
    expect(plan.broken).toEqual([]);
  });

  it("keep by their own name what they had as members of a group", () => {
    const objects = [
      clusterRole("open", [secretRule(["get", "list"])]),
      binding("open", null, "ClusterRole open", ["Group system:serviceaccounts"]),
      workload("edge", "c", { image: "traefik:v3.7", args: ["--providers.kubernetesingress"] }),
      workload("pay", "app", { image: "app:1" }),
    ];
    const plan = planOf(objects);
    const after = authorizerOf(afterPlan([...STANDING, ...objects], plan));
    const groups = ["system:serviceaccounts", "system:authenticated"];
    expect(allowed(after, "system:serviceaccount:edge:c", "get secrets/web-tls shop", groups)).toBe(true);
    expect(allowed(after, "system:serviceaccount:pay:app", "get secrets/web-tls shop", groups)).toBe(false);
    expect(plan.gains.map(({ subject }) => describeSubject(subject))).toEqual(["ServiceAccount edge/c"]);
    expect(plan.broken).toEqual([]);
  });

  it("are those whom somebody states as well", () => {
    const objects = [role("r", [secretRule(["get"])]), binding("b", "shop", "Role r", ["User mallory", "Group ops"])];
    expect(lost(planOf(objects, { expect: ["group:ops"] }))).toEqual(["User mallory: get secrets@shop -> config@shop"]);
    expect(names(planOf(objects, { expect: ["group:ops", "mallory"] }))).toEqual([]);
  });
});

it("takes what leads to one Secret from one who asks for another all the same", () => {
  const other = { namespace: "pay", name: "pay-tls" };
  const objects = [
    ...STANDING,
    { apiVersion: "v1", kind: "Secret", metadata: other, type: "kubernetes.io/tls" },
    mounting("shop"),
    role("all", [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }], "pay"),
    binding("all", "pay", "Role all", ["User mallory"]),
    role("exec", [rule("create core pods/exec")]),
    binding("exec", "shop", "Role exec", ["User mallory"]),
  ];
  const plan = tighten(inventoryOf(objects), [WEB, other]);
  expect(names(plan)).toEqual(["- RoleBinding shop/exec", "- Role shop/exec"]);
  expect(plan.remaining.map(({ secrets }) => secrets)).toEqual([[other]]);
});

it("takes nothing from one who asks for every Secret all the same, and nothing where there is no Secret", () => {
  const both = [
    binding("b", null, "ClusterRole cluster-admin", ["ServiceAccount pay/app"]),
    role("r", [secretRule(["get"])]),
    binding("r", "shop", "Role r", ["ServiceAccount pay/app"]),
  ];
  expect(names(planOf(both))).toEqual([]);
  expect(planOf(both).losses).toEqual([]);
  expect(names(tighten(inventoryOf(both), []))).toEqual([]);
  expect(
    names(tighten(inventoryOf(controller("traefik:v3.7", ["--providers.kubernetescrd.namespaces=a"])), [])),
  ).toEqual([]);
});

describe("what no role can take away is named with the reason", () => {
  it.each<[what: string, objects: readonly Manifest[], reason: RegExp, options?: TightenOptions]>([
    [
      "everything",
      [binding("b", null, "ClusterRole cluster-admin", ["ServiceAccount pay/app"])],
      /ClusterRole cluster-admin allows "\*", and RBAC has no "all but"/,
    ],
    [
      "everything, from everybody",
      [binding("b", null, "ClusterRole cluster-admin", ["Group system:unauthenticated"])],
      /nearly everybody is system:unauthenticated, take it out of ClusterRoleBinding b/,
    ],
    [
      "everything of a group without an end",
      [role("r", [rule("create argoproj.io *")]), binding("b", "shop", "Role r", ["User mallory"])],
      /Role r allows "\*"/,
    ],
    [
      "a role that is not there",
      [binding("b", "shop", "Role gone", ["User mallory"])],
      /bound to a role that is not in the input \(RoleBinding b\)/,
    ],
    [
      "a binding of Kubernetes itself",
      [binding("system:mine", null, "ClusterRole system:aggregate-to-edit", ["User mallory"])],
      /ClusterRoleBinding system:mine is Kubernetes' own/,
    ],
    [
      "what was asked to stay",
      [role("r", [rule("create core pods")]), binding("b", "shop", "Role r", ["User mallory"])],
      /asked for/,
      { keep: new Map([["makeWorkload", "asked for"]]) },
    ],
  ])("%s", (_what, objects, reason, options) => {
    const plan = planOf(objects, options);
    expect(plan.remaining.map(({ reasons }) => reasons.join("; "))).toEqual([expect.stringMatching(reason)]);
    expect(names(plan)).toEqual([]);
  });
});
