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
const ROLE_NAMES = ["r0", "r1", "r2", "r3", "view", "edit"] as const;

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
  .record({ namespace: fc.constantFrom(...NAMESPACES), name: fc.constantFrom("r0", "r1", "r2"), rules: roleRules })
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
const aggregated = fc
  .record({
    name: fc.constantFrom("sum", "all"),
    selectors: fc.array(selector, { maxLength: 2 }),
    rules: fc.array(resourceRule, { maxLength: 1 }),
  })
  .map(
    ({ name, selectors, rules }): Manifest => ({
      apiVersion: API,
      kind: "ClusterRole",
      metadata: { name },
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
  .constantFrom(...ROLE_NAMES, "sum", "all", "gone")
  .map((name): Manifest => ({ kind: "ClusterRole", name }));
const anyRef = fc.oneof(
  clusterRef,
  fc.constantFrom("r0", "r1", "r2", "gone").map((name): Manifest => ({ kind: "Role", name })),
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

function identityOf(object: Manifest): string {
  return JSON.stringify([object["kind"], object["metadata"] && { ...Object(object["metadata"]), labels: undefined }]);
}

/** Roles and bindings of a small cluster, each name once. */
export const rbacWorlds: fc.Arbitrary<readonly Manifest[]> = fc
  .tuple(
    fc.array(role, { maxLength: 3 }),
    fc.array(clusterRole, { minLength: 1, maxLength: 4 }),
    fc.array(aggregated, { maxLength: 2 }),
    fc.array(binding, { minLength: 1, maxLength: 6 }),
  )
  .map((lists) => [...new Map(lists.flat().map((object) => [identityOf(object), object])).values()]);

const identities: fc.Arbitrary<Identity> = fc.oneof(
  fc.record({
    user: fc.constantFrom(...USERS),
    groups: fc.uniqueArray(fc.constantFrom(...GROUPS, "system:authenticated"), { maxLength: 3 }),
  }),
  fc.constant({ user: "anybody", groups: ["system:masters"] }),
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
