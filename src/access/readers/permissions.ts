import { type Rule, resourceMatches } from "../rule.ts";

/** Requests that return the content of a Secret, as `verbs` of a reader lists them. */
export const READING_VERBS = ["get", "list", "watch", "patch", "deletecollection", "delete"] as const;

/** Verbs of requests that name no object; of lists and watches a field selector can name one. */
const NAMELESS_VERBS: readonly string[] = ["create", "list", "watch", "deletecollection"];

/** What a permission is about: the request that a rule must allow. */
interface Asked {
  readonly verbs: readonly string[];
  readonly group: string;
  readonly resources: readonly string[];
  /** Has no namespace, so that only ClusterRoleBindings count. */
  readonly cluster?: true;
}

const RBAC = "rbac.authorization.k8s.io";
const CERTIFICATES = "certificates.k8s.io";
const AUTHENTICATION = "authentication.k8s.io";
const EDIT = ["update", "patch"];

/** Kinds of operators whose objects hold the template of a pod, or name Secrets that its pods mount; group first. */
const CUSTOM_WORKLOADS = [
  ["argoproj.io", "rollouts", "workflows", "cronworkflows"],
  ["tekton.dev", "taskruns", "pipelineruns"],
  ["serving.knative.dev", "services"],
  ["actions.github.com", "autoscalingrunnersets"],
  ["apps.kruise.io", "clonesets"],
  ["batch.volcano.sh", "jobs"],
  ["jobset.x-k8s.io", "jobsets"],
  ["keda.sh", "scaledjobs"],
  ["kubevirt.io", "virtualmachines"],
  ["monitoring.coreos.com", "prometheuses", "alertmanagers"],
  ["ray.io", "rayclusters", "rayjobs"],
  ["sparkoperator.k8s.io", "sparkapplications"],
] as const;
const on = (mode: string): readonly string[] => READING_VERBS.map((verb) => `impersonate-on:${mode}:${verb}`);

/** Everything that leads to a Secret, by the name that the ways round use. A row that is a list is any of its requests. */
const PERMISSIONS = {
  read: [{ verbs: READING_VERBS, group: "", resources: ["secrets"] }],
  makeSecret: [{ verbs: ["create"], group: "", resources: ["secrets"] }],
  makeWorkload: [
    { verbs: ["create", "patch"], group: "", resources: ["pods", "replicationcontrollers"] },
    {
      verbs: ["create", "patch"],
      group: "apps",
      resources: ["deployments", "statefulsets", "daemonsets", "replicasets"],
    },
    { verbs: ["create", "patch"], group: "batch", resources: ["jobs", "cronjobs"] },
  ],
  makeCustom: CUSTOM_WORKLOADS.map(([group, ...resources]) => ({ verbs: ["create", "patch"], group, resources })),
  editWorkload: [
    { verbs: EDIT, group: "", resources: ["replicationcontrollers"] },
    { verbs: EDIT, group: "apps", resources: ["deployments", "statefulsets", "daemonsets", "replicasets"] },
    { verbs: EDIT, group: "batch", resources: ["cronjobs"] },
  ],
  editPod: [{ verbs: EDIT, group: "", resources: ["pods"] }],
  exec: [{ verbs: ["create"], group: "", resources: ["pods/exec"] }],
  attach: [{ verbs: ["create"], group: "", resources: ["pods/attach"] }],
  debug: [{ verbs: EDIT, group: "", resources: ["pods/ephemeralcontainers"] }],
  token: [{ verbs: ["create"], group: "", resources: ["serviceaccounts/token"] }],
  beUser: [{ verbs: ["impersonate"], group: "", resources: ["users"], cluster: true }],
  beGroup: [{ verbs: ["impersonate"], group: "", resources: ["groups"], cluster: true }],
  beAccount: [{ verbs: ["impersonate"], group: "", resources: ["serviceaccounts"] }],
  likeUser: [{ verbs: ["impersonate:user-info"], group: AUTHENTICATION, resources: ["users"], cluster: true }],
  likeGroup: [{ verbs: ["impersonate:user-info"], group: AUTHENTICATION, resources: ["groups"], cluster: true }],
  likeAccount: [{ verbs: ["impersonate:serviceaccount"], group: AUTHENTICATION, resources: ["serviceaccounts"] }],
  likeNode: [{ verbs: ["impersonate:arbitrary-node"], group: AUTHENTICATION, resources: ["nodes"], cluster: true }],
  onAsUser: [{ verbs: on("user-info"), group: "", resources: ["secrets"] }],
  onAsAccount: [{ verbs: on("serviceaccount"), group: "", resources: ["secrets"] }],
  onAsNode: [{ verbs: on("arbitrary-node"), group: "", resources: ["secrets"] }],
  likeOwnNode: [{ verbs: ["impersonate:associated-node"], group: AUTHENTICATION, resources: ["nodes"], cluster: true }],
  onAsOwnNode: [{ verbs: on("associated-node"), group: "", resources: ["secrets"] }],
  makeBinding: [{ verbs: ["create", "patch"], group: RBAC, resources: ["rolebindings"] }],
  makeClusterBinding: [{ verbs: ["create", "patch"], group: RBAC, resources: ["clusterrolebindings"], cluster: true }],
  bindRole: [{ verbs: ["bind"], group: RBAC, resources: ["roles"] }],
  bindClusterRole: [{ verbs: ["bind"], group: RBAC, resources: ["clusterroles"] }],
  escalateRole: [{ verbs: ["escalate"], group: RBAC, resources: ["roles"] }],
  escalateClusterRole: [{ verbs: ["escalate"], group: RBAC, resources: ["clusterroles"], cluster: true }],
  makeRole: [{ verbs: ["create", "patch"], group: RBAC, resources: ["roles"] }],
  makeClusterRole: [{ verbs: ["create", "patch"], group: RBAC, resources: ["clusterroles"], cluster: true }],
  editRole: [{ verbs: EDIT, group: RBAC, resources: ["roles"] }],
  editClusterRole: [{ verbs: EDIT, group: RBAC, resources: ["clusterroles"], cluster: true }],
  requestCertificate: [
    { verbs: ["create"], group: CERTIFICATES, resources: ["certificatesigningrequests"], cluster: true },
  ],
  approveRequest: [
    { verbs: EDIT, group: CERTIFICATES, resources: ["certificatesigningrequests/approval"], cluster: true },
  ],
  requestNodeCertificate: [
    { verbs: ["create"], group: CERTIFICATES, resources: ["certificatesigningrequests/nodeclient"], cluster: true },
  ],
  approveSigner: [{ verbs: ["approve"], group: CERTIFICATES, resources: ["signers"], cluster: true }],
  nodeProxy: [{ verbs: ["get", "create"], group: "", resources: ["nodes/proxy"], cluster: true }],
  makeVolume: [{ verbs: ["create"], group: "", resources: ["persistentvolumes"], cluster: true }],
  webhook: [
    {
      verbs: ["create", "update", "patch"],
      group: "admissionregistration.k8s.io",
      resources: ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
      cluster: true,
    },
  ],
  pushSecret: [{ verbs: ["create"], group: "external-secrets.io", resources: ["pushsecrets"] }],
  fetchSecret: [{ verbs: ["create"], group: "external-secrets.io", resources: ["externalsecrets"] }],
  makeStore: [{ verbs: ["create"], group: "external-secrets.io", resources: ["secretstores"] }],
  makeClusterStore: [
    { verbs: ["create"], group: "external-secrets.io", resources: ["clustersecretstores"], cluster: true },
  ],
  writeIngress: [{ verbs: ["create", ...EDIT], group: "networking.k8s.io", resources: ["ingresses"] }],
  makeCertificate: [{ verbs: ["create", "patch"], group: "cert-manager.io", resources: ["certificates"] }],
  makeCertificateRequest: [
    { verbs: ["create", "patch"], group: "cert-manager.io", resources: ["certificaterequests"] },
  ],
  readCertificateRequest: [
    { verbs: ["get", "list", "watch", "patch"], group: "cert-manager.io", resources: ["certificaterequests"] },
  ],
  writeKustomization: [
    { verbs: ["create", ...EDIT], group: "kustomize.toolkit.fluxcd.io", resources: ["kustomizations"] },
  ],
  writeRelease: [{ verbs: ["create", ...EDIT], group: "helm.toolkit.fluxcd.io", resources: ["helmreleases"] }],
  writeApplication: [{ verbs: ["create", ...EDIT], group: "argoproj.io", resources: ["applications"] }],
} as const satisfies Readonly<Record<string, readonly Asked[]>>;

export type PermissionId = keyof typeof PERMISSIONS;

/** A permission that one rule gives. */
export interface Permission {
  readonly id: PermissionId;
  /** Those asked for that the rule allows. */
  readonly verbs: readonly string[];
  /** The first resource that it allows, for people. */
  readonly resource: string;
  readonly group: string;
  /** The rule's resourceNames; null where it has none, and any name will do. */
  readonly names: readonly string[] | null;
  readonly rule: Rule;
  readonly cluster: boolean;
}

interface Row extends Omit<Asked, "resources"> {
  readonly id: PermissionId;
  readonly resources: readonly { readonly full: string; readonly resource: string; readonly subresource: string }[];
}

const rows: readonly Row[] = Object.entries(PERMISSIONS).flatMap(([id, asked]) =>
  asked.map(({ resources, ...row }: Asked) => ({
    ...row,
    id: id as PermissionId,
    resources: resources.map((full) => {
      const [resource = "", subresource = ""] = full.split("/");
      return { full, resource, subresource };
    }),
  })),
);

const rowsByGroup: ReadonlyMap<string, readonly Row[]> = Map.groupBy(rows, ({ group }) => group);

/** What a rule can be about, by its API groups: most have one, and most groups lead to nothing. */
function rowsFor({ apiGroups }: Rule): readonly Row[] {
  if (apiGroups.includes("*")) return rows;
  const [first] = apiGroups;
  if (apiGroups.length === 1 && first !== undefined) return rowsByGroup.get(first) ?? [];
  return [...new Set(apiGroups)].flatMap((group) => rowsByGroup.get(group) ?? []);
}

/** `list` of `impersonate-on:user-info:list`. */
export function lastPart(verb: string): string {
  return verb.slice(verb.lastIndexOf(":") + 1);
}

const known = new WeakMap<Rule, readonly Permission[]>();

/** What a rule gives of all that leads to a Secret. Rules are shared by many bindings, and are read once. */
export function permissionsOf(rule: Rule): readonly Permission[] {
  let found = known.get(rule);
  if (found === undefined) known.set(rule, (found = rowsFor(rule).flatMap((row) => permission(rule, row))));
  return found;
}

function permission(rule: Rule, row: Row): Permission[] {
  // Most rules are about other resources: what they are about is asked first.
  const fitting = row.resources.filter(({ resource, subresource }) => resourceMatches(rule, resource, subresource));
  if (fitting.length === 0) return [];
  const held = rule.verbs.includes("*") ? row.verbs : row.verbs.filter((verb) => rule.verbs.includes(verb));
  if (held.length === 0) return [];
  const names = rule.resourceNames.length === 0 ? null : rule.resourceNames;
  // The empty name alone lets pass what names nothing, and no other request.
  const unnamed = names !== null && names.every((name) => name === "");
  return fitting.flatMap(({ full, subresource }) => {
    const verbs = unnamed ? held.filter((verb) => subresource === "" && NAMELESS_VERBS.includes(lastPart(verb))) : held;
    if (verbs.length === 0) return [];
    return [{ id: row.id, verbs, resource: full, group: row.group, names, rule, cluster: row.cluster === true }];
  });
}
