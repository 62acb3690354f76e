import type { KubeObject, Origin } from "../../model/objects.ts";
import { type Fields, fields, isFields } from "../../model/read.ts";
import type { Subject } from "../rbac.ts";
import type { Shape } from "./atoms.ts";

const GROUP = "rbac.authorization.k8s.io";
const API = `${GROUP}/v1`;

/** Where objects come from that stand in no input. */
const ORIGIN: Origin = { name: "lasthop who-can-read --tighten", offset: 0, locate: () => null };

/** What tells an object from every other one. */
export function identityOf({ kind, namespace, name }: Pick<KubeObject, "kind" | "namespace" | "name">): string {
  return JSON.stringify([kind, namespace, name]);
}

/** A ClusterRole, or a Role of a namespace. */
export function roleObject(namespace: string | null, name: string, rules: readonly Shape[]): KubeObject {
  return made(namespace === null ? "ClusterRole" : "Role", namespace, name, { rules: rules.map(ruleManifest) });
}

/** A binding of a role in a namespace, or everywhere for null. */
export function bindingObject(
  namespace: string | null,
  name: string,
  role: Pick<KubeObject, "kind" | "name">,
  subjects: readonly unknown[],
): KubeObject {
  const roleRef = { apiGroup: GROUP, kind: role.kind, name: role.name };
  return made(namespace === null ? "ClusterRoleBinding" : "RoleBinding", namespace, name, { roleRef, subjects });
}

/** Subjects as a binding in any namespace takes them. */
export function subjectEntries(subjects: readonly Subject[]): Fields[] {
  return subjects.map(({ kind, namespace, name }) =>
    kind === "ServiceAccount" ? { kind, namespace, name } : { kind, apiGroup: GROUP, name },
  );
}

function made(kind: string, namespace: string | null, name: string, rest: Fields): KubeObject {
  const metadata = namespace === null ? { name } : { name, namespace };
  return { apiVersion: API, kind, namespace, name, body: { apiVersion: API, kind, metadata, ...rest }, origin: ORIGIN };
}

/** An object with other fields, and otherwise as it was. */
export function changed(object: KubeObject, others: Fields): KubeObject {
  return { ...object, body: { ...object.body, ...others } };
}

/** A rule in the order that people write it, without empty lists. */
export function ruleManifest({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: Shape): Fields {
  return {
    ...(apiGroups.length === 0 ? {} : { apiGroups }),
    ...(resources.length === 0 ? {} : { resources }),
    ...(resourceNames.length === 0 ? {} : { resourceNames }),
    ...(nonResourceURLs.length === 0 ? {} : { nonResourceURLs }),
    verbs,
  };
}

/** Fields that a server gives an object, or that say who made it; nobody applies them. */
const SERVERS_OWN = [
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "generation",
  "managedFields",
  "selfLink",
  "ownerReferences",
];

/** An object as `kubectl apply` takes it: its labels and annotations stay, or applying would take them away. */
export function manifestOf({ apiVersion, kind, namespace, name, body }: KubeObject): Fields {
  const { apiVersion: _version, kind: _kind, metadata, status: _status, ...rest } = body;
  const own = Object.entries(isFields(metadata) ? metadata : {}).filter(
    ([key, value]) => !SERVERS_OWN.includes(key) && key !== "name" && key !== "namespace" && value !== null,
  );
  const place = namespace === null ? { name } : { name, namespace };
  return { apiVersion, kind, metadata: { ...place, ...fields({ own: Object.fromEntries(own) }, "own") }, ...rest };
}
