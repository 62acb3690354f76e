import { builtIn } from "../resources.ts";

const STANDARD = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"] as const;

/** Verbs that only rules know, by the resource that they are asked for. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  users: ["impersonate"],
  groups: ["impersonate"],
  serviceaccounts: ["impersonate"],
  roles: ["bind", "escalate"],
  clusterroles: ["bind", "escalate"],
  signers: ["approve", "sign", "attest"],
};

/** Resources that only rules know: no request carries them, the server asks for them on the way. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  "": ["users", "groups"],
  "certificates.k8s.io": ["signers"],
};

/** Whoever may impersonate may do so with any key of extra fields, so that this group has no end. */
const OPEN: readonly string[] = ["authentication.k8s.io"];

/** What a star for verbs stands for on a resource. */
export function verbsOn(resource: string): readonly string[] {
  return [...STANDARD, ...(SPECIAL[resource] ?? [])];
}

/**
 * What a star for resources stands for in a group, subresources included; null for groups that Kubernetes itself does
 * not close: nobody can write out what they will serve.
 */
export function resourcesIn(group: string): readonly string[] | null {
  const own = builtIn.filter((resource) => resource.group === group);
  if (own.length === 0 || OPEN.includes(group)) return null;
  const all = own.flatMap(({ plural, subresources }) => [plural, ...subresources.map((sub) => `${plural}/${sub}`)]);
  return [...all, ...(ASKED[group] ?? [])];
}

/** Groups of Kubernetes itself that serve a resource of this name. */
export function groupsWith(resource: string): readonly string[] {
  return [...new Set(builtIn.filter(({ plural }) => plural === resource.split("/")[0]).map(({ group }) => group))];
}
