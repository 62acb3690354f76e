import type { Fact } from "../model/evidence.ts";

const RELEASE = "kubernetes v1.36.3";

function measured(text: string): Fact {
  return { text, reference: `measured: kube-apiserver 1.36.3`, basis: "measured" };
}

function read(text: string, reference: string): Fact {
  return { text, reference: `${RELEASE} ${reference}`, basis: "read" };
}

const RESOLVER = "pkg/registry/rbac/validation/rule.go";

/** What the API server's authorizer does, each fact once. Tables of tests cite these by name. */
export const FACTS = {
  user: read("A User subject is the user of exactly this name.", `${RESOLVER} appliesToUser`),
  userIsServiceAccount: measured("A User subject named system:serviceaccount:NAMESPACE:NAME is that ServiceAccount."),
  group: read("A Group subject is everybody in the group.", `${RESOLVER} appliesToUser`),
  serviceAccount: read(
    "A ServiceAccount subject is the account of this namespace and name.",
    `${RESOLVER} appliesToUser`,
  ),
  serviceAccountHere: measured("A ServiceAccount subject without namespace means the RoleBinding's own."),
  clusterBinding: read("A ClusterRoleBinding counts for every request.", `${RESOLVER} VisitRulesFor`),
  roleBinding: read("A RoleBinding counts for requests in its own namespace.", `${RESOLVER} VisitRulesFor`),
  rule: read(
    "This rule allows the verb, the group, the resource and the name.",
    "pkg/apis/rbac/v1/evaluation_helpers.go",
  ),
  aggregated: read(
    "The aggregation controller copies the rules of every ClusterRole that a selector matches.",
    "pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go",
  ),
  masters: measured("Members of system:masters are allowed everything, and no binding shows or removes it."),
  shipped: measured("Every API server makes this at its start."),
  dangling: measured("A binding of a role that is not there grants nothing until somebody makes the role."),
} as const satisfies Record<string, Fact>;
