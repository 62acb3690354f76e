/** Who asks: as the API server sees a user once it has authenticated them. */
export interface Identity {
  readonly user: string;
  /** All groups, those that every identity of a kind has included: nothing is added here. */
  readonly groups: readonly string[];
}

/** A request for a resource. */
interface ResourceRequest {
  readonly kind: "resource";
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** The plural name in lower case, as rules and URLs have it. */
  readonly resource: string;
  readonly subresource: string;
  /** Empty for all namespaces and for resources that have none. */
  readonly namespace: string;
  /** Empty where the request names no object: plain list and watch, create, deletecollection. */
  readonly name: string;
}

/** A request for a path that is no resource. */
interface PathRequest {
  readonly kind: "path";
  readonly verb: string;
  readonly path: string;
}

export type AccessRequest = ResourceRequest | PathRequest;

export const MASTERS = "system:masters";
export const AUTHENTICATED = "system:authenticated";
export const UNAUTHENTICATED = "system:unauthenticated";
export const ANONYMOUS = "system:anonymous";
export const ALL_SERVICE_ACCOUNTS = "system:serviceaccounts";
const SERVICE_ACCOUNT_USER = "system:serviceaccount:";

/** k8s.io/apiserver v0.36.3 pkg/authentication/serviceaccount/util.go MakeUsername. */
export function serviceAccountUser(namespace: string, name: string): string {
  return `${SERVICE_ACCOUNT_USER}${namespace}:${name}`;
}

/** The ServiceAccount that a user name stands for; null for any other user. Same file, SplitUsername. */
export function serviceAccountOf(user: string): { readonly namespace: string; readonly name: string } | null {
  if (!user.startsWith(SERVICE_ACCOUNT_USER)) return null;
  const [namespace = "", name = "", ...rest] = user.slice(SERVICE_ACCOUNT_USER.length).split(":");
  const valid = rest.length === 0 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(namespace) && isSubdomain(name);
  return valid ? { namespace, name } : null;
}

/** RFC 1123 subdomain, which names of ServiceAccounts are. */
export function isSubdomain(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
}

/** The groups of every ServiceAccount of a namespace, and of everybody who has logged in. */
export function serviceAccountGroups(namespace: string): readonly string[] {
  return [ALL_SERVICE_ACCOUNTS, `${ALL_SERVICE_ACCOUNTS}:${namespace}`, AUTHENTICATED];
}

/**
 * Who `--as USER --as-group GROUP` makes of somebody: k8s.io/apiserver v0.36.3
 * pkg/endpoints/filters/impersonation/mode.go. Groups that are given replace those of a ServiceAccount.
 */
export function impersonated(user: string, groups: readonly string[]): Identity {
  const account = groups.length === 0 ? serviceAccountOf(user) : null;
  if (account !== null) return { user, groups: serviceAccountGroups(account.namespace) };
  if (user === ANONYMOUS) return { user, groups: withGroup(groups, UNAUTHENTICATED) };
  return { user, groups: groups.includes(UNAUTHENTICATED) ? groups : withGroup(groups, AUTHENTICATED) };
}

function withGroup(groups: readonly string[], group: string): readonly string[] {
  return groups.includes(group) ? groups : [...groups, group];
}
