import fc from "fast-check";

type Manifest = Readonly<Record<string, unknown>>;

/** A namespace with a Secret, somebody with some rights, and what his rights can be about. */
export interface WayWorld {
  readonly namespace: string;
  readonly user: string;
  /** What his rights come from: a Role named `own`, or a ClusterRole. */
  readonly kind: "Role" | "ClusterRole";
  /** Roles and bindings, his own role and its binding last. */
  readonly rbac: readonly Manifest[];
  /** What stands in the namespace. */
  readonly objects: readonly Manifest[];
}

const RBAC = "rbac.authorization.k8s.io";

/** Resources with their group, and the names that a rule on them may give. */
const RESOURCES: readonly (readonly [group: string, resource: string, names: readonly string[]])[] = [
  ["", "pods", ["web", "fresh"]],
  ["", "pods/exec", ["web", "other"]],
  ["", "pods/attach", ["web", "other"]],
  ["", "pods/ephemeralcontainers", ["web", "other"]],
  ["", "*/exec", ["web"]],
  ["", "pods/*", ["web"]],
  ["", "serviceaccounts/token", ["reader", "app"]],
  ["", "*/token", ["reader", "app"]],
  ["", "serviceaccounts/*", ["reader"]],
  ["", "secrets", ["web-tls", "api-tls", ""]],
  ["apps", "deployments", ["web", "fresh"]],
  ["apps", "statefulsets", ["web", "fresh"]],
  ["batch", "cronjobs", ["fresh"]],
  [RBAC, "rolebindings", ["fresh"]],
  [RBAC, "clusterrolebindings", ["fresh"]],
  [RBAC, "clusterroles", ["READS", "view"]],
  [RBAC, "roles", ["own", "other"]],
  ["certificates.k8s.io", "certificatesigningrequests", []],
  ["certificates.k8s.io", "certificatesigningrequests/approval", []],
  [
    "certificates.k8s.io",
    "signers",
    ["kubernetes.io/*", "kubernetes.io/kube-apiserver-client", "kubernetes.io/kubelet-serving", "*"],
  ],
  ["admissionregistration.k8s.io", "validatingwebhookconfigurations", ["fresh"]],
  ["", "nodes/proxy", ["n1"]],
];
const VERBS = ["create", "update", "patch", "get", "bind", "escalate", "approve", "delete", "Create"] as const;

const rule = fc.constantFrom(...RESOURCES).chain(([group, resource, names]) =>
  fc
    .record({
      verbs: fc.uniqueArray(fc.constantFrom(...VERBS), { minLength: 1, maxLength: 4 }),
      names: fc.uniqueArray(fc.constantFrom("", ...names), { maxLength: 2 }),
      named: fc.integer({ min: 0, max: 9 }),
      stray: fc.integer({ min: 0, max: 29 }),
    })
    .map(({ verbs, names: chosen, named, stray }) => ({
      apiGroups: [stray === 0 ? "v1" : group],
      resources: [stray === 1 ? `${resource}s` : resource],
      verbs,
      ...(named < 4 && chosen.length > 0 ? { resourceNames: chosen } : {}),
    })),
);

/** Rules that lead somewhere only together come together more often. */
const TOGETHER: readonly (readonly string[])[] = [
  ["rolebindings", "clusterroles"],
  ["clusterrolebindings", "clusterroles"],
  ["rolebindings", "roles"],
  ["certificatesigningrequests", "certificatesigningrequests/approval", "signers"],
];
const together = fc.constantFrom(...TOGETHER).chain((resources) =>
  fc.tuple(
    ...resources.map((resource) => {
      const [group, , names] = RESOURCES.find(([, own]) => own === resource) ?? ["", "", []];
      return fc
        .record({
          verbs: fc.uniqueArray(fc.constantFrom("create", "update", "patch", "bind", "escalate", "approve"), {
            minLength: 3,
            maxLength: 6,
          }),
          names: fc.uniqueArray(fc.constantFrom("", ...names), { maxLength: 2 }),
          named: fc.boolean(),
        })
        .map(({ verbs, names: chosen, named }) => ({
          apiGroups: [group],
          resources: [resource],
          verbs,
          ...(named && chosen.length > 0 ? { resourceNames: chosen } : {}),
        }));
    }),
  ),
);

const given = fc.record({
  rules: fc.oneof(fc.array(rule, { minLength: 1, maxLength: 3 }), together),
  bound: fc.constantFrom("Role", "ClusterRole", "everywhere"),
});

/** Worlds with names of their own. */
export function wayWorlds(count: number, seed: number): WayWorld[] {
  return fc
    .sample(fc.noBias(given), { seed, numRuns: count })
    .map(({ rules, bound }, index) => world(rules, bound, index));
}

function world(rules: readonly unknown[], bound: string, index: number): WayWorld {
  const namespace = `ways-${index}`;
  const user = `mallory-${index}`;
  const reads = `reads-${index}`;
  const kind = bound === "Role" ? "Role" : "ClusterRole";
  const own = kind === "Role" ? "own" : `own-${index}`;
  const filled: unknown = JSON.parse(JSON.stringify(rules).replaceAll('"READS"', `"${reads}"`));
  const apiVersion = `${RBAC}/v1`;
  const inside = { namespace };
  const bind = (
    name: string,
    everywhere: boolean,
    roleKind: string,
    roleName: string,
    subject: Manifest,
  ): Manifest => ({
    apiVersion,
    kind: everywhere ? "ClusterRoleBinding" : "RoleBinding",
    metadata: everywhere ? { name: `${name}-${index}` } : { name, ...inside },
    roleRef: { apiGroup: RBAC, kind: roleKind, name: roleName },
    subjects: [subject],
  });
  const containers = [{ name: "web", image: "web:1", volumeMounts: [{ name: "t", mountPath: "/t" }] }];
  const volumes = [{ name: "t", secret: { secretName: "web-tls" } }];
  return {
    namespace,
    user,
    kind,
    rbac: [
      {
        apiVersion,
        kind: "ClusterRole",
        metadata: { name: reads },
        rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["list"] }],
      },
      bind("reads", false, "ClusterRole", reads, { kind: "ServiceAccount", name: "reader", namespace }),
      { apiVersion, kind: "Role", metadata: { name: "other", ...inside }, rules: [] },
      ...(kind === "Role" ? [] : [{ apiVersion, kind: "Role", metadata: { name: "own", ...inside }, rules: [] }]),
      { apiVersion, kind: "ClusterRole", metadata: { name: `empty-${index}` }, rules: [] },
      { apiVersion, kind, metadata: kind === "Role" ? { name: own, ...inside } : { name: own }, rules: filled },
      bind("own", bound === "everywhere", kind, own, { kind: "User", name: user }),
    ],
    objects: [
      { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "reader", ...inside } },
      { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "app", ...inside } },
      { apiVersion: "v1", kind: "Secret", metadata: { name: "web-tls", ...inside }, data: {} },
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "web", ...inside },
        spec: { serviceAccountName: "app", containers, volumes },
      },
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web", ...inside },
        spec: {
          selector: { matchLabels: { app: "web" } },
          template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web", image: "web:1" }] } },
        },
      },
    ],
  };
}
