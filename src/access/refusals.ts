import type { FieldPath, KubeObject } from "../model/objects.ts";
import { annotations, fields, isFields, labels, list, text } from "../model/read.ts";
import { labelRefusals, selectorRefusals } from "./refused-labels.ts";
import { isSubdomain } from "./request.ts";

/** Why the API server refuses an object of RBAC: it is then not there, and what it would grant does not count. */
export interface AccessRefusal {
  readonly path: FieldPath;
  readonly reason: string;
}

const GROUP = "rbac.authorization.k8s.io";
const LISTS = ["verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs"] as const;

/**
 * Every reason, in the order of the fields; none for an object that is accepted. kubernetes v1.36.3
 * pkg/apis/rbac/validation/validation.go and, for what cannot be decoded, the types of k8s.io/api/rbac/v1.
 */
export function accessRefusals(object: KubeObject): readonly AccessRefusal[] {
  return [...reasons(object)];
}

function* reasons(object: KubeObject): Generator<AccessRefusal> {
  if (object.apiVersion !== `${GROUP}/v1`) {
    yield { path: ["apiVersion"], reason: `${object.apiVersion} is not served since Kubernetes 1.22` };
    return;
  }
  for (const { path, reason } of object.refused ?? []) yield { path, reason };
  if (!isPathSegment(object.name))
    yield { path: ["metadata", "name"], reason: "the name is empty, . or .., or has / or %" };
  yield* labelRefusals(labels(object), annotations(object));
  if (object.kind.endsWith("Binding")) yield* bindingReasons(object);
  else yield* roleReasons(object);
}

function isPathSegment(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/%]/.test(name);
}

function* roleReasons(object: KubeObject): Generator<AccessRefusal> {
  const rules = object.body["rules"] ?? [];
  if (!Array.isArray(rules)) yield { path: ["rules"], reason: "rules is no list" };
  for (const [index, rule] of list({ rules }, "rules").entries()) {
    yield* ruleReasons(rule, ["rules", index], object.kind === "Role");
  }
  const aggregation = object.body["aggregationRule"] ?? null;
  if (object.kind === "Role" || aggregation === null) return;
  const path = ["aggregationRule", "clusterRoleSelectors"];
  const selectors = list(aggregation, "clusterRoleSelectors");
  if (selectors.length === 0) yield { path, reason: "an aggregationRule needs at least one selector" };
  for (const [index, selector] of selectors.entries()) yield* selectorRefusals(selector, [...path, index]);
}

function* ruleReasons(rule: unknown, path: FieldPath, namespaced: boolean): Generator<AccessRefusal> {
  if (rule !== null && !isFields(rule)) {
    yield { path, reason: "a rule is no map" };
    return;
  }
  const size: Record<string, number> = {};
  for (const key of LISTS) {
    const value = rule?.[key] ?? [];
    const fits = Array.isArray(value) && value.every((item) => item === null || typeof item === "string");
    if (!fits) yield { path: [...path, key], reason: `${key} is no list of strings` };
    size[key] = Array.isArray(value) ? value.length : 1;
  }
  const none = (key: (typeof LISTS)[number]): boolean => size[key] === 0;
  if (none("verbs")) yield { path: [...path, "verbs"], reason: "a rule needs at least one verb" };
  if (!none("nonResourceURLs")) {
    const where = [...path, "nonResourceURLs"];
    if (namespaced) yield { path: where, reason: "a Role cannot apply to nonResourceURLs" };
    if (!none("apiGroups") || !none("resources") || !none("resourceNames")) {
      yield { path: where, reason: "a rule cannot apply to both resources and nonResourceURLs" };
    }
    return;
  }
  if (none("apiGroups"))
    yield { path: [...path, "apiGroups"], reason: "a rule for resources needs at least one API group" };
  if (none("resources")) yield { path: [...path, "resources"], reason: "a rule needs at least one resource" };
}

function* bindingReasons(object: KubeObject): Generator<AccessRefusal> {
  const cluster = object.kind === "ClusterRoleBinding";
  const ref = fields(object.body, "roleRef");
  if ((ref["apiGroup"] || GROUP) !== GROUP)
    yield { path: ["roleRef", "apiGroup"], reason: `the group of a role is ${GROUP}` };
  if (ref["kind"] !== "ClusterRole" && (cluster || ref["kind"] !== "Role")) {
    yield {
      path: ["roleRef", "kind"],
      reason: `a ${object.kind} can refer to a ${cluster ? "" : "Role or "}ClusterRole`,
    };
  }
  if (!isPathSegment(text(ref, "name") ?? ""))
    yield { path: ["roleRef", "name"], reason: "the role's name is missing or invalid" };
  const subjects = object.body["subjects"] ?? [];
  if (!Array.isArray(subjects)) yield { path: ["subjects"], reason: "subjects is no list" };
  for (const [index, subject] of list({ subjects }, "subjects").entries()) {
    yield* subjectReasons(isFields(subject) ? subject : {}, ["subjects", index], cluster);
  }
}

function* subjectReasons(
  subject: Readonly<Record<string, unknown>>,
  path: FieldPath,
  cluster: boolean,
): Generator<AccessRefusal> {
  const named = text(subject, "name") ?? "";
  if (named === "") yield { path: [...path, "name"], reason: "a subject needs a name" };
  for (const key of ["apiGroup", "namespace"]) {
    const value = subject[key] ?? "";
    if (typeof value !== "string") yield { path: [...path, key], reason: `${key} is no string` };
  }
  const kind = subject["kind"];
  const group = subject["apiGroup"] || "";
  if (kind === "User" || kind === "Group") {
    if (group !== "" && group !== GROUP)
      yield { path: [...path, "apiGroup"], reason: `the group of a ${kind} is ${GROUP}` };
  } else if (kind === "ServiceAccount") {
    if (named !== "" && !isSubdomain(named))
      yield { path: [...path, "name"], reason: "no ServiceAccount can have this name" };
    if (group !== "") yield { path: [...path, "apiGroup"], reason: 'the group of a ServiceAccount is ""' };
    if (cluster && (subject["namespace"] || "") === "") {
      yield { path: [...path, "namespace"], reason: "a ServiceAccount in a ClusterRoleBinding needs its namespace" };
    }
  } else yield { path: [...path, "kind"], reason: "a subject is a User, a Group or a ServiceAccount" };
}
