import type { FieldPath, KubeObject } from "../model/objects.ts";
import { isFields, list } from "../model/read.ts";
import type { AccessRequest } from "./request.ts";

/** One rule of a role, with the place where it is written. */
export interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
  /** The role that holds it as written: for an aggregated ClusterRole, the part that it came from. */
  readonly role: KubeObject;
  readonly path: FieldPath;
}

/** The rules of a role that the API server accepts, as it decodes them: an absent list is empty, a null in one is "". */
export function rulesOf(role: KubeObject): Rule[] {
  return list(role.body, "rules").map((rule, index) => ({
    verbs: strings(rule, "verbs"),
    apiGroups: strings(rule, "apiGroups"),
    resources: strings(rule, "resources"),
    resourceNames: strings(rule, "resourceNames"),
    nonResourceURLs: strings(rule, "nonResourceURLs"),
    role,
    path: ["rules", index],
  }));
}

function strings(rule: unknown, key: string): readonly string[] {
  const found = isFields(rule) ? rule[key] : undefined;
  return Array.isArray(found) ? found.map((item) => (typeof item === "string" ? item : "")) : [];
}

/**
 * Whether one rule allows a request; rules are never combined. kubernetes v1.36.3
 * plugin/pkg/auth/authorizer/rbac/rbac.go RuleAllows, pkg/apis/rbac/v1/evaluation_helpers.go.
 */
export function ruleAllows(rule: Rule, request: AccessRequest): boolean {
  if (!has(rule.verbs, request.verb)) return false;
  if (request.kind === "path") return rule.nonResourceURLs.some((url) => urlMatches(url, request.path));
  return (
    has(rule.apiGroups, request.group) &&
    resourceMatches(rule, request.resource, request.subresource) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(request.name))
  );
}

function has(values: readonly string[], wanted: string): boolean {
  return values.includes(wanted) || values.includes("*");
}

/** Only `*` and the literal form of star, slash and the whole subresource are wildcards. */
export function resourceMatches(rule: Rule, resource: string, subresource: string): boolean {
  if (rule.resources.includes("*")) return true;
  if (subresource === "") return rule.resources.includes(resource);
  return rule.resources.includes(`${resource}/${subresource}`) || rule.resources.includes(`*/${subresource}`);
}

function urlMatches(url: string, path: string): boolean {
  if (url === "*" || url === path) return true;
  return url.endsWith("*") && path.startsWith(url.replace(/\*+$/, ""));
}
