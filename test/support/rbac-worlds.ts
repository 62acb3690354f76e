import fc from "fast-check";
import type { AccessRequest, Identity } from "../../src/access/request.ts";

/** One question to an authorizer. */
export interface Question {
  readonly identity: Identity;
  readonly request: AccessRequest;
}

type Manifest = Readonly<Record<string, unknown>>;

const API = "rbac.authorization.k8s.io/v1";
const NAMESPACES = ["shop", "pay", "edge"] as const;
const USERS = ["alice", "bob", "*", "system:serviceaccount:shop:app", "system:serviceaccount:pay:app", "app"] as const;
const GROUPS = ["ops", "system:serviceaccounts:shop", "dev team", "readers"] as const;
const NAMES = ["web-tls", "api-tls", "", "*", "web-*"] as const;
const VERBS = ["get", "list", "watch", "create", "patch", "delete", "deletecollection", "impersonate", "Get"] as const;
const API_GROUPS = ["", "apps", "rbac.authorization.k8s.io", "v1", "core"] as const;
const RESOURCES = ["secrets", "pods", "serviceaccounts", "deployments", "users"] as const;
const SUBRESOURCES = ["", "", "exec", "token", "status"] as const;
const PATHS = ["/metrics", "/logs/", "/logs/a", "/x"] as const;
const LABELS = ["one", "two", "three"] as const;
const ROLE_NAMES = ["r0", "r1", "r2", "r3", "r0", "r1", "r2", "view"] as const;

function some<Item>(items: readonly Item[], maxLength = 3): fc.Arbitrary<Item[]> {
  return fc.uniqueArray(fc.constantFrom(...items), { minLength: 1, maxLength });
}

const resourceRule = fc.record(
  {
    verbs: some([...VERBS, "*", "*"]),
    apiGroups: some([...API_GROUPS, "*"]),
    resources: some([...RESOURCES, "*", "pods/exec", "*/exec", "*/token", "secrets/*", "*/*", "*/secrets", "pods/*"]),
    resourceNames: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }),
  },
  { requiredKeys: ["verbs", "apiGroups", "resources"] },
);
const pathRule = fc.record({
  verbs: some(["get", "post", "*"]),
  nonResourceURLs: some([...PATHS, "*", "/logs/*", "/m*", "*/x", "/log**"]),
});
/** What the API server refuses, or takes with a surprise. */
const oddRule = fc.constantFrom<Manifest>(
  { verbs: [], apiGroups: [""], resources: ["secrets"] },
  { verbs: ["get"], apiGroups: [], resources: ["secrets"] },
  { verbs: ["get"], apiGroups: [""] },
  { verbs: ["get"], apiGroups: [""], resources: ["secrets"], nonResourceURLs: ["/x"] },
  { verbs: ["get"], apiGroups: [null], resources: ["secrets"] },
  { verbs: [null], apiGroups: [""], resources: ["secrets"] },
  { verbs: ["*"], apiGroups: [""], resources: ["secrets"], resourceNames: null },
  { verbs: ["*"], apiGroups: [""], resources: ["secrets"], resourceNames: [null] },
  { verbs: ["*"], apiGroups: [""], resources: ["secrets"], resourceNames: [7] },
  { verbs: "get", apiGroups: [""], resources: ["secrets"] },
  { verbs: ["get"], nonResourceURLs: ["/metrics"] },
);

const clusterRules = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: resourceRule },
    { weight: 2, arbitrary: pathRule },
    { weight: 1, arbitrary: oddRule },
  ),
  { maxLength: 3 },
);
const roleRules = fc.array(fc.oneof({ weight: 12, arbitrary: resourceRule }, { weight: 1, arbitrary: oddRule }), {
  maxLength: 3,
});
const labels = fc
  .uniqueArray(fc.constantFrom(...LABELS), { maxLength: 2 })
  .map((keys) => Object.fromEntries(keys.map((key) => [`agg.example.test/${key}`, "true"])));
const selector = fc.oneof(
  fc.constantFrom(...LABELS).map((key) => ({ matchLabels: { [`agg.example.test/${key}`]: "true" } })),
  fc
    .constantFrom(...LABELS)
    .map((key) => ({ matchExpressions: [{ key: `agg.example.test/${key}`, operator: "Exists" }] })),
);

const role = fc
  .record({ namespace: fc.constantFrom(...NAMESPACES), name: fc.constantFrom("r0", "r1"), rules: roleRules })
  .map(
    ({ namespace, name, rules }): Manifest => ({ apiVersion: API, kind: "Role", metadata: { name, namespace }, rules }),
  );
const clusterRole = fc.record({ name: fc.constantFrom("r0", "r1", "r2", "r3"), labels, rules: clusterRules }).map(
  ({ name, labels: own, rules }): Manifest => ({
    apiVersion: API,
    kind: "ClusterRole",
    metadata: { name, labels: own },
    rules,
  }),
);
/** One of the two can be a part of the other, never both: which of two that take in each other is first, is chance. */
const aggregated = fc
  .record({
    name: fc.constantFrom("sum", "all"),
    labels,
    selectors: fc.array(selector, { maxLength: 2 }),
    rules: fc.array(resourceRule, { maxLength: 1 }),
  })
  .map(
    ({ name, labels: own, selectors, rules }): Manifest => ({
      apiVersion: API,
      kind: "ClusterRole",
      metadata: name === "sum" ? { name, labels: own } : { name },
      aggregationRule: { clusterRoleSelectors: selectors },
      rules,
    }),
  );

const subject = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...USERS).map((name): Manifest => ({ kind: "User", name })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...GROUPS, "system:authenticated").map((name): Manifest => ({ kind: "Group", name })),
  },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        kind: fc.constant("ServiceAccount"),
        namespace: fc.constantFrom("shop", "pay"),
        name: fc.constantFrom("app", "default"),
      },
      { requiredKeys: ["kind", "name"] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Manifest>(
      { kind: "User", namespace: "pay", name: "alice" },
      { kind: "User", apiGroup: "", name: "bob" },
      { kind: "Group", apiGroup: "v1", name: "ops" },
      { kind: "ServiceAccount", apiGroup: "rbac.authorization.k8s.io", namespace: "shop", name: "app" },
      { kind: "ServiceAccount", namespace: "shop", name: "App" },
      { kind: "Robot", name: "alice" },
      { kind: "User", name: "" },
    ),
  },
);
const clusterRef = fc
  .constantFrom(...ROLE_NAMES, "sum", "all", "sum", "all", "gone")
  .map((name): Manifest => ({ kind: "ClusterRole", name }));
const anyRef = fc.oneof(
  clusterRef,
  fc.constantFrom("r0", "r1", "r0", "r1", "gone").map((name): Manifest => ({ kind: "Role", name })),
);

const binding = fc
  .record({
    namespace: fc.option(fc.constantFrom(...NAMESPACES), { freq: 2 }),
    name: fc.integer({ min: 0, max: 9 }).map((number) => `b${number}`),
    ref: anyRef,
    cluster: clusterRef,
    subjects: fc.array(subject, { maxLength: 3 }),
  })
  .map(
    ({ namespace, name, ref, cluster, subjects }): Manifest => ({
      apiVersion: API,
      kind: namespace === null ? "ClusterRoleBinding" : "RoleBinding",
      metadata: namespace === null ? { name } : { name, namespace },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", ...(namespace === null ? cluster : ref) },
      subjects,
    }),
  );

/** Metadata, selectors and references that the API server looks at closely. */
const oddObject = fc.constantFrom<Manifest>(
  { apiVersion: API, kind: "ClusterRole", metadata: { name: "r%2" }, rules: [] },
  {
    apiVersion: API,
    kind: "ClusterRole",
    metadata: { name: "R:1_x" },
    rules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
  },
  {
    apiVersion: API,
    kind: "ClusterRole",
    metadata: { name: "r3", namespace: "shop" },
    rules: [{ verbs: ["get"], apiGroups: [""], resources: ["secrets"] }],
  },
  { apiVersion: API, kind: "ClusterRole", metadata: { name: "r3", labels: { "a b": "c" } }, rules: [] },
  { apiVersion: API, kind: "ClusterRole", metadata: { name: "r3", labels: { a: "-c" } }, rules: [] },
  { apiVersion: API, kind: "ClusterRole", metadata: { name: "r3", labels: { a: null } }, rules: [] },
  { apiVersion: API, kind: "ClusterRole", metadata: { name: "r3", labels: { "UPPER.test/a": "c" } }, rules: [] },
  {
    apiVersion: API,
    kind: "ClusterRole",
    metadata: { name: "r3", annotations: { "UPPER.test/a": "any thing" } },
    rules: [],
  },
  { apiVersion: API, kind: "ClusterRole", metadata: { name: "r3", annotations: { "a/b/c": "x" } }, rules: [] },
  {
    apiVersion: API,
    kind: "ClusterRole",
    metadata: { name: "r3" },
    rules: null,
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: "b c" } }] },
  },
  { apiVersion: API, kind: "ClusterRole", metadata: { name: "r3" }, rules: {} },
  { apiVersion: API, kind: "ClusterRole", metadata: { name: "r3" }, rules: [null] },
  {
    apiVersion: API,
    kind: "ClusterRole",
    metadata: { name: "r3" },
    aggregationRule: {
      clusterRoleSelectors: [{ matchExpressions: [{ key: "a", operator: "Exists", values: ["b"] }] }],
    },
  },
  {
    apiVersion: API,
    kind: "ClusterRole",
    metadata: { name: "r3" },
    aggregationRule: { clusterRoleSelectors: [{ matchExpressions: [{ key: "a", operator: "In", values: [] }] }] },
  },
  {
    apiVersion: API,
    kind: "ClusterRole",
    metadata: { name: "r3" },
    aggregationRule: { clusterRoleSelectors: [{ matchExpressions: [{ key: "a", operator: "exists" }] }] },
  },
  { apiVersion: API, kind: "ClusterRole", metadata: { name: "r3" }, aggregationRule: { clusterRoleSelectors: [null] } },
  {
    apiVersion: API,
    kind: "RoleBinding",
    metadata: { name: "odd", namespace: "shop" },
    roleRef: { kind: "ClusterRole", name: "r0" },
    subjects: [{ kind: "User", name: "alice" }],
  },
  {
    apiVersion: API,
    kind: "RoleBinding",
    metadata: { name: "odd", namespace: "shop" },
    roleRef: { apiGroup: "", kind: "ClusterRole", name: "r0" },
    subjects: [{ kind: "User", apiGroup: null, name: "alice" }],
  },
  {
    apiVersion: API,
    kind: "RoleBinding",
    metadata: { name: "odd", namespace: "shop" },
    roleRef: { apiGroup: "v1", kind: "ClusterRole", name: "r0" },
    subjects: [],
  },
  {
    apiVersion: API,
    kind: "RoleBinding",
    metadata: { name: "odd", namespace: "shop" },
    roleRef: { kind: "clusterrole", name: "r0" },
    subjects: [],
  },
  { apiVersion: API, kind: "RoleBinding", metadata: { name: "odd", namespace: "shop" }, subjects: [] },
  {
    apiVersion: API,
    kind: "RoleBinding",
    metadata: { name: "odd", namespace: "shop" },
    roleRef: { kind: "ClusterRole", name: "a/b" },
  },
  {
    apiVersion: API,
    kind: "RoleBinding",
    metadata: { name: "odd", namespace: "shop" },
    roleRef: { kind: "ClusterRole", name: "r0" },
    subjects: null,
  },
  {
    apiVersion: API,
    kind: "RoleBinding",
    metadata: { name: "odd", namespace: "shop" },
    roleRef: { kind: "ClusterRole", name: "r0" },
    subjects: [null],
  },
  {
    apiVersion: API,
    kind: "RoleBinding",
    metadata: { name: "odd", namespace: "shop" },
    roleRef: { kind: "ClusterRole", name: "r0" },
    subjects: [{ kind: "user", name: "alice" }],
  },
  {
    apiVersion: API,
    kind: "RoleBinding",
    metadata: { name: "odd", namespace: "shop" },
    roleRef: { kind: "ClusterRole", name: "r0" },
    subjects: [{ kind: "User", name: 7 }],
  },
  {
    apiVersion: API,
    kind: "RoleBinding",
    metadata: { name: "odd", namespace: "shop" },
    roleRef: { kind: "ClusterRole", name: "r0" },
    subjects: [{ kind: "ServiceAccount", namespace: "Not/Valid", name: "app" }],
  },
  {
    apiVersion: API,
    kind: "RoleBinding",
    metadata: { name: "odd", namespace: "shop" },
    roleRef: { kind: "ClusterRole", name: "r0" },
    subjects: [{ kind: "User", namespace: ["x"], name: "alice" }],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1beta1",
    kind: "RoleBinding",
    metadata: { name: "odd", namespace: "shop" },
    roleRef: { kind: "ClusterRole", name: "r0" },
    subjects: [{ kind: "User", name: "alice" }],
  },
);

function identityOf({ kind, metadata }: Manifest): string {
  const { name, namespace } = Object(metadata);
  return JSON.stringify([kind, kind === "ClusterRole" ? "" : namespace, name]);
}

/** Roles and bindings of a small cluster, each name once. */
export const rbacWorlds: fc.Arbitrary<readonly Manifest[]> = fc
  .tuple(
    fc.array(role, { minLength: 2, maxLength: 6 }),
    fc.array(clusterRole, { minLength: 2, maxLength: 6 }),
    fc.array(aggregated, { maxLength: 2 }),
    fc.array(binding, { minLength: 2, maxLength: 8 }),
    fc.array(oddObject, { maxLength: 1 }),
  )
  .map((lists) => [...new Map(lists.flat().map((object) => [identityOf(object), object])).values()]);

const identities: fc.Arbitrary<Identity> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      user: fc.constantFrom(...USERS),
      groups: fc.uniqueArray(fc.constantFrom(...GROUPS, "system:authenticated"), { maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ user: "anybody", groups: ["system:masters"] }) },
);

const requests: fc.Arbitrary<AccessRequest> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant("resource" as const),
      verb: fc.constantFrom(...VERBS),
      group: fc.constantFrom("", "", "", ...API_GROUPS),
      resource: fc.constantFrom("secrets", "secrets", ...RESOURCES),
      subresource: fc.constantFrom(...SUBRESOURCES),
      namespace: fc.constantFrom(...NAMESPACES, "", "default"),
      name: fc.constantFrom(...NAMES),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("path" as const),
      verb: fc.constantFrom("get", "post"),
      path: fc.constantFrom(...PATHS),
    }),
  },
);

export const questions: fc.Arbitrary<Question> = fc.record({ identity: identities, request: requests });
