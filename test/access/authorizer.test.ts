import { describe, expect, it } from "vitest";
import { authorizerOf, binding, clusterRole, type Manifest, role, type RuleText, secretRule } from "./support.ts";
import { allowed } from "./support.ts";

interface RuleCase {
  readonly what: string;
  readonly rule: RuleText;
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

/** One rule, bound to alice everywhere. Facts: the numbered list on Secrets as measured on kube-apiserver 1.36.3. */
const RULES: readonly RuleCase[] = [
  { what: "verbs are exact", rule: secretRule(["GET", "read"]), yes: ["read secrets/a"], no: ["get secrets/a"] },
  { what: "* is every verb", rule: secretRule(["*"]), yes: ["get secrets/a", "anything secrets"], no: ["get pods/a"] },
  {
    what: "v1 and core are no groups",
    rule: secretRule(["get"], { apiGroups: ["v1", "core"] }),
    yes: [],
    no: ["get secrets/a"],
  },
  {
    what: "* is every group",
    rule: secretRule(["get"], { apiGroups: ["*"] }),
    yes: ["get secrets/a", "get secrets.x.test/a"],
    no: [],
  },
  {
    what: "resources are plural, lower case and no globs",
    rule: secretRule(["get"], { resources: ["secret", "Secrets", "sec*", "secrets/*", "*/*", "*/secrets"] }),
    yes: [],
    no: ["get secrets/a", "get secrets/status@a"],
  },
  {
    what: "* is every resource with its subresources",
    rule: secretRule(["get"], { resources: ["*"] }),
    yes: ["get secrets/a", "get pods/exec@a"],
    no: ["get deployments.apps/a"],
  },
  {
    what: "a resource leaves its subresources out",
    rule: secretRule(["create"], { resources: ["pods"] }),
    yes: ["create pods"],
    no: ["create pods/exec@a"],
  },
  {
    what: "star, slash and a subresource is that one of every resource",
    rule: secretRule(["create"], { resources: ["*/exec", "*/token"] }),
    yes: ["create pods/exec@a", "create serviceaccounts/token@a"],
    no: ["create exec", "create pods/ec@a", "create pods/attach@a"],
  },
  {
    what: "resourceNames let no nameless request pass",
    rule: secretRule(["get", "list", "create", "deletecollection"], { resourceNames: ["a"] }),
    yes: ["get secrets/a", "list secrets/a", "create secrets/a", "list secrets/a *"],
    no: ["get secrets/b", "list secrets", "create secrets", "deletecollection secrets"],
  },
  {
    what: "an empty name in resourceNames is the nameless request",
    rule: secretRule(["list", "get"], { resourceNames: [""] }),
    yes: ["list secrets", "list secrets *"],
    no: ["get secrets/a"],
  },
  {
    what: "globs in resourceNames are literal",
    rule: secretRule(["get"], { resourceNames: ["*", "web-*"] }),
    yes: ["get secrets/*", "get secrets/web-*"],
    no: ["get secrets/web-tls", "get secrets"],
  },
  {
    what: "paths match whole or up to a star at the end",
    rule: { verbs: ["get"], nonResourceURLs: ["/metrics", "/logs/*", "*/x"] },
    yes: ["get /metrics", "get /logs/", "get /logs/a/b"],
    no: ["get /metrics/", "get /logs", "post /metrics", "get /a/x", "get secrets/a"],
  },
  {
    what: "a star at the end stands anywhere in a word",
    rule: { verbs: ["*"], nonResourceURLs: ["/log*"] },
    yes: ["get /logs", "put /log"],
    no: ["get /lo"],
  },
  {
    what: "a null in a list is the empty text",
    rule: secretRule(["get"], { apiGroups: [null] }),
    yes: ["get secrets/a"],
    no: [],
  },
];

describe("a rule", () => {
  it.each(RULES)("$what", ({ rule, yes, no }) => {
    const authorizer = authorizerOf([clusterRole("r", [rule]), binding("b", null, "ClusterRole r", ["User alice"])]);
    expect(authorizer.rbac.refused).toEqual([]);
    expect(yes.filter((short) => !allowed(authorizer, "alice", short))).toEqual([]);
    expect(no.filter((short) => allowed(authorizer, "alice", short))).toEqual([]);
  });

  it("is never combined with another", () => {
    const rules = [secretRule(["get"], { resources: ["pods"] }), secretRule(["list"])];
    const authorizer = authorizerOf([clusterRole("r", rules), binding("b", null, "ClusterRole r", ["User alice"])]);
    expect(allowed(authorizer, "alice", "get secrets/a")).toBe(false);
  });
});

interface BindingCase {
  readonly what: string;
  readonly objects: readonly Manifest[];
  /** `user: request`. */
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

const READER = clusterRole("reader", [secretRule(["get", "list"])]);
const ACCOUNT = "system:serviceaccount:shop:app";

const BINDINGS: readonly BindingCase[] = [
  {
    what: "a ClusterRoleBinding counts everywhere",
    objects: [READER, binding("b", null, "ClusterRole reader", ["User alice"])],
    yes: ["alice: get secrets/a", "alice: get secrets/a pay", "alice: list secrets *"],
    no: ["Alice: get secrets/a"],
  },
  {
    what: "a RoleBinding counts in its namespace only",
    objects: [READER, binding("b", "pay", "ClusterRole reader", ["User alice"])],
    yes: ["alice: get secrets/a pay"],
    no: ["alice: get secrets/a shop", "alice: list secrets *"],
  },
  {
    what: "a Role of another namespace is not there",
    objects: [role("r", [secretRule(["get"])], "pay"), binding("b", "shop", "Role r", ["User alice"])],
    yes: [],
    no: ["alice: get secrets/a", "alice: get secrets/a pay"],
  },
  {
    what: "a User written as a ServiceAccount is that account",
    objects: [READER, binding("b", "shop", "ClusterRole reader", [`User ${ACCOUNT}`])],
    yes: [`${ACCOUNT}: get secrets/a`],
    no: ["app: get secrets/a"],
  },
  {
    what: "a ServiceAccount without namespace is that of the RoleBinding's namespace",
    objects: [READER, binding("b", "shop", "ClusterRole reader", ["ServiceAccount app"])],
    yes: [`${ACCOUNT}: get secrets/a`],
    no: ["system:serviceaccount:pay:app: get secrets/a"],
  },
  {
    what: "every ServiceAccount is in three groups",
    objects: [
      READER,
      binding("all", "one", "ClusterRole reader", ["Group system:serviceaccounts"]),
      binding("own", "two", "ClusterRole reader", ["Group system:serviceaccounts:shop"]),
      binding("in", "three", "ClusterRole reader", ["Group system:authenticated"]),
    ],
    yes: [`${ACCOUNT}: get secrets/a one`, `${ACCOUNT}: get secrets/a two`, `${ACCOUNT}: get secrets/a three`],
    no: [
      "system:serviceaccount:pay:app: get secrets/a two",
      "alice: get secrets/a one",
      "system:anonymous: get secrets/a three",
    ],
  },
  {
    what: "a star is the name of a user and of a group",
    objects: [READER, binding("b", "shop", "ClusterRole reader", ["User *", "Group *"])],
    yes: ["*: get secrets/a"],
    no: ["alice: get secrets/a"],
  },
  {
    what: "a User's namespace counts for nothing",
    objects: [
      READER,
      {
        ...binding("b", "shop", "ClusterRole reader", []),
        subjects: [{ kind: "User", namespace: "pay", name: "alice" }],
      },
    ],
    yes: ["alice: get secrets/a"],
    no: [],
  },
];

describe("a binding", () => {
  it.each(BINDINGS)("$what", ({ objects, yes, no }) => {
    const authorizer = authorizerOf(objects);
    const says = (short: string): boolean => {
      const cut = short.lastIndexOf(": ");
      return allowed(authorizer, short.slice(0, cut), short.slice(cut + 2));
    };
    expect(authorizer.rbac.refused).toEqual([]);
    expect(yes.filter((short) => !says(short))).toEqual([]);
    expect(no.filter(says)).toEqual([]);
  });

  it("is not asked for members of system:masters", () => {
    expect(allowed(authorizerOf([]), "anybody", "delete secrets/a", ["system:masters"])).toBe(true);
  });
});
