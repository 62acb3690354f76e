import { Authorizer } from "../../src/access/authorizer.ts";
import { type AccessOptions, Rbac } from "../../src/access/rbac.ts";
import { type AccessRequest, impersonated } from "../../src/access/request.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";

export type Manifest = Readonly<Record<string, unknown>>;

const API = "rbac.authorization.k8s.io/v1";

export interface RuleText {
  readonly verbs?: unknown;
  readonly apiGroups?: unknown;
  readonly resources?: unknown;
  readonly resourceNames?: unknown;
  readonly nonResourceURLs?: unknown;
}

/** A rule on Secrets with these verbs, and whatever a case changes. */
export function secretRule(verbs: readonly string[], changed: RuleText = {}): RuleText {
  return { apiGroups: [""], resources: ["secrets"], verbs, ...changed };
}

export function role(name: string, rules: readonly RuleText[], namespace = "shop"): Manifest {
  return { apiVersion: API, kind: "Role", metadata: { name, namespace }, rules };
}

export function clusterRole(name: string, rules: readonly RuleText[], fields: Manifest = {}, metadata: Manifest = {}) {
  return { apiVersion: API, kind: "ClusterRole", metadata: { name, ...metadata }, rules, ...fields };
}

/** `User alice`, `Group ops`, `ServiceAccount shop/app`, `ServiceAccount app` without a namespace. */
function subject(short: string): Manifest {
  const [kind = "", ...rest] = short.split(" ");
  const name = rest.join(" ");
  const slash = kind === "ServiceAccount" ? name.indexOf("/") : -1;
  return slash < 0 ? { kind, name } : { kind, namespace: name.slice(0, slash), name: name.slice(slash + 1) };
}

/** `Role r` or `ClusterRole r`, bound in a namespace, or everywhere for null. */
export function binding(name: string, namespace: string | null, ref: string, subjects: readonly string[]): Manifest {
  const [kind, roleName] = ref.split(" ");
  return {
    apiVersion: API,
    kind: namespace === null ? "ClusterRoleBinding" : "RoleBinding",
    metadata: { name, ...(namespace === null ? {} : { namespace }) },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name: roleName },
    subjects: subjects.map(subject),
  };
}

export function inventoryOf(manifests: readonly Manifest[]): Inventory {
  return new Inventory(readText(JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests }), "world.json"));
}

export function authorizerOf(manifests: readonly Manifest[], options: AccessOptions = {}): Authorizer {
  return new Authorizer(new Rbac(inventoryOf(manifests), options));
}

/** `get secrets/web-tls shop`, `create pods/exec@web shop`, `list deployments.apps *` for all namespaces, `get /metrics`. */
function request(short: string): AccessRequest {
  const [verb = "", what = "", scope = "shop"] = short.split(" ");
  if (what.startsWith("/")) return { kind: "path", verb, path: what };
  const [type = "", given = ""] = what.split("@");
  const [full = "", ...rest] = type.split("/");
  const dot = full.indexOf(".");
  // After the resource stands a name, or with @ a subresource and a name.
  const subresource = what.includes("@") ? rest.join("/") : "";
  return {
    kind: "resource",
    verb,
    group: dot < 0 ? "" : full.slice(dot + 1),
    resource: dot < 0 ? full : full.slice(0, dot),
    subresource,
    namespace: scope === "*" ? "" : scope,
    name: what.includes("@") ? given : rest.join("/"),
  };
}

export function allowed(authorizer: Authorizer, user: string, short: string, groups: readonly string[] = []): boolean {
  return authorizer.decide(impersonated(user, groups), request(short)).allowed;
}
