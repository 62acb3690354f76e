import type { KubeObject, Origin } from "../../model/objects.ts";
import { CONTROLLER_ROLES } from "./controller-roles.ts";
import { SHIPPED_BINDINGS, SHIPPED_ROLES } from "./bindings.ts";
import { SHIPPED_CLUSTER_ROLES } from "./cluster-roles.ts";

/** A role as data, with its rules in the short form that `parseRule` reads. */
export interface ShippedRole {
  readonly name: string;
  readonly namespace?: string;
  /** It is a part of this aggregated ClusterRole. */
  readonly part?: string;
  /** It is the aggregated ClusterRole whose parts carry this name. */
  readonly sum?: string;
  /** `verbs groups resources [names]`, or `verbs url:paths`; commas between values, `core` for the core group. */
  readonly rules: readonly string[];
}

export interface ShippedBinding {
  readonly name: string;
  readonly namespace?: string;
  /** A Role where the binding has a namespace, a ClusterRole otherwise. */
  readonly role: string;
  /** `User name`, `Group name` or `ServiceAccount namespace/name`. */
  readonly subjects: readonly string[];
}

const API = "rbac.authorization.k8s.io/v1";
/** Where these objects come from: no input holds them. */
export const SHIPPED_ORIGIN: Origin = { name: "shipped with Kubernetes", offset: 0, locate: () => null };
/** The label by which the server's own roles and bindings are known. */
export const SHIPPED_LABEL = "kubernetes.io/bootstrapping";
export const SHIPPED_LABEL_VALUE = "rbac-defaults";
const AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-";

/**
 * The roles and bindings that kube-apiserver 1.36.3 makes at its start, as it stores them with default feature gates.
 * The lab compares them with what a real server holds.
 */
export function shippedObjects(): readonly KubeObject[] {
  made ??= makeObjects();
  return made;
}

let made: readonly KubeObject[] | undefined;

function makeObjects(): readonly KubeObject[] {
  const controllers = CONTROLLER_ROLES.map(
    ({ name }): ShippedBinding => ({
      name,
      role: name,
      subjects: [`ServiceAccount kube-system/${name.slice("system:controller:".length)}`],
    }),
  );
  return [
    ...[...SHIPPED_CLUSTER_ROLES, ...CONTROLLER_ROLES, ...SHIPPED_ROLES].map(roleObject),
    ...[...SHIPPED_BINDINGS, ...controllers].map(bindingObject),
  ];
}

function roleObject({ name, namespace, part, sum, rules }: ShippedRole): KubeObject {
  const label = part === undefined ? {} : { [`${AGGREGATE}${part}`]: "true" };
  const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { [`${AGGREGATE}${sum}`]: "true" } }] };
  return shipped(namespace === undefined ? "ClusterRole" : "Role", name, namespace, label, {
    rules: rules.map(parseRule),
    ...(sum === undefined ? {} : { aggregationRule }),
  });
}

function bindingObject({ name, namespace, role, subjects }: ShippedBinding): KubeObject {
  const kind = namespace === undefined ? "ClusterRole" : "Role";
  return shipped(
    `${kind}Binding`,
    name,
    namespace,
    {},
    {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name: role },
      subjects: subjects.map(parseSubject),
    },
  );
}

function shipped(
  kind: string,
  name: string,
  namespace: string | undefined,
  labels: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, unknown>>,
): KubeObject {
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: { [SHIPPED_LABEL]: SHIPPED_LABEL_VALUE, ...labels },
  };
  return {
    apiVersion: API,
    kind,
    namespace: namespace ?? null,
    name,
    body: { apiVersion: API, kind, metadata, ...fields },
    origin: SHIPPED_ORIGIN,
  };
}

function parseRule(short: string): Readonly<Record<string, readonly string[]>> {
  const [verbs = "", groups = "", resources = "", names] = short.split(" ");
  const list = (text: string): string[] => text.split(",");
  if (groups.startsWith("url:")) return { verbs: list(verbs), nonResourceURLs: list(groups.slice("url:".length)) };
  return {
    verbs: list(verbs),
    apiGroups: list(groups).map((group) => (group === "core" ? "" : group)),
    resources: list(resources),
    ...(names === undefined ? {} : { resourceNames: list(names) }),
  };
}

function parseSubject(short: string): Readonly<Record<string, string>> {
  const space = short.indexOf(" ");
  const [kind, name] = [short.slice(0, space), short.slice(space + 1)];
  if (kind !== "ServiceAccount") return { kind, apiGroup: "rbac.authorization.k8s.io", name };
  const slash = name.indexOf("/");
  return { kind, namespace: name.slice(0, slash), name: name.slice(slash + 1) };
}
