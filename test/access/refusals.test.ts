import { describe, expect, it } from "vitest";
import { authorizerOf, binding, clusterRole, type Manifest, role, type RuleText, secretRule } from "./support.ts";

/** What the API server refuses, each with the field that it names, and what it takes. */
const RULE_CASES: readonly (readonly [string, RuleText, string | null])[] = [
  ["no verbs", secretRule([]), "rules[0].verbs"],
  ["missing verbs", { apiGroups: [""], resources: ["secrets"] }, "rules[0].verbs"],
  ["empty apiGroups", secretRule(["get"], { apiGroups: [] }), "rules[0].apiGroups"],
  ["missing resources", { apiGroups: [""], verbs: ["get"] }, "rules[0].resources"],
  ["nonResourceURLs", { verbs: ["get"], nonResourceURLs: ["/x"] }, "rules[0].nonResourceURLs"],
  ["verbs as text", secretRule(["get"], { verbs: "get" }), "rules[0].verbs"],
  ["a number as name", secretRule(["get"], { resourceNames: [1] }), "rules[0].resourceNames"],
  ["null names", secretRule(["get"], { resourceNames: null }), null],
  ["odd verbs and resources", secretRule(["GET"], { resources: ["sec*"], apiGroups: ["v1"] }), null],
];

describe("a Role with", () => {
  it.each(RULE_CASES)("%s", (_what, rule, path) => {
    const { refused } = authorizerOf([role("r", [secretRule(["get"]), rule].slice(1))]).rbac;
    expect(refused.map(({ reasons }) => reasons[0]?.path.join("."))).toEqual(
      path === null ? [] : [path.replace("[0]", ".0")],
    );
  });
});

const SELECTOR = (selector: unknown): Manifest =>
  clusterRole("c", [], { aggregationRule: { clusterRoleSelectors: [selector] } });

const OBJECT_CASES: readonly (readonly [string, Manifest, boolean])[] = [
  [
    "a ClusterRole with paths and resources in one rule",
    clusterRole("c", [{ ...secretRule(["get"]), nonResourceURLs: ["/x"] }]),
    true,
  ],
  ["a ClusterRole with paths", clusterRole("c", [{ verbs: ["get"], nonResourceURLs: ["/x"] }]), false],
  ["an aggregation without selectors", clusterRole("c", [], { aggregationRule: {} }), true],
  ["an empty selector", SELECTOR({}), false],
  [
    "a selector with an unknown operator",
    SELECTOR({ matchExpressions: [{ key: "a", operator: "Is", values: ["b"] }] }),
    true,
  ],
  ["a selector's In without values", SELECTOR({ matchExpressions: [{ key: "a", operator: "In" }] }), true],
  ["a selector that is no label", SELECTOR({ matchLabels: { "a b": "c" } }), true],
  ["a name with a slash", clusterRole("a/b", []), true],
  ["a name with a colon and capitals", clusterRole("System:A", []), false],
  ["a label that is none", clusterRole("c", [], {}, { labels: { a: "b c" } }), true],
  ["v1beta1", { ...clusterRole("c", []), apiVersion: "rbac.authorization.k8s.io/v1beta1" }, true],
  ["a RoleBinding of a Role", binding("b", "shop", "Role r", ["User a"]), false],
  ["a ClusterRoleBinding of a Role", binding("b", null, "Role r", ["User a"]), true],
  ["a binding of another kind", binding("b", "shop", "Group r", ["User a"]), true],
  ["a binding without role", { ...binding("b", "shop", "Role r", []), roleRef: {} }, true],
  ["a roleRef without group", { ...binding("b", "shop", "Role r", []), roleRef: { kind: "Role", name: "r" } }, false],
  [
    "a roleRef with another group",
    { ...binding("b", "shop", "Role r", []), roleRef: { apiGroup: "v1", kind: "Role", name: "r" } },
    true,
  ],
  ["a binding without subjects", binding("b", "shop", "Role r", []), false],
  ["a ServiceAccount without namespace in a RoleBinding", binding("b", "shop", "Role r", ["ServiceAccount a"]), false],
  [
    "a ServiceAccount without namespace in a ClusterRoleBinding",
    binding("b", null, "ClusterRole r", ["User good", "ServiceAccount a"]),
    true,
  ],
  ["a ServiceAccount with capitals", binding("b", "shop", "Role r", ["ServiceAccount shop/App"]), true],
  ["a User with any name", binding("b", "shop", "Role r", ["User a b:C/*"]), false],
  ["a subject without name", binding("b", "shop", "Role r", ["User "]), true],
  ["a subject of another kind", binding("b", "shop", "Role r", ["Robot a"]), true],
  [
    "a group written for a ServiceAccount",
    {
      ...binding("b", "shop", "Role r", []),
      subjects: [{ kind: "ServiceAccount", name: "a", apiGroup: "rbac.authorization.k8s.io" }],
    },
    true,
  ],
];

describe("the API server", () => {
  it.each(OBJECT_CASES)("%s", (_what, object, isRefused) => {
    expect(authorizerOf([object]).rbac.refused.length > 0).toBe(isRefused);
  });
});
