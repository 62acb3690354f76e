import { text } from "../../src/model/read.ts";
import type { Question } from "../../test/support/rbac-worlds.ts";
import type { ApiServer } from "../world/api-server.ts";
import { until } from "../world/process.ts";

type Manifest = Readonly<Record<string, unknown>>;

const API = "/apis/rbac.authorization.k8s.io/v1";
const PLURALS: Readonly<Record<string, string>> = {
  Role: "roles",
  RoleBinding: "rolebindings",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
};

/** Posts an object of RBAC. @returns what the server refuses it for, or null */
export async function post(server: ApiServer, object: Manifest): Promise<string | null> {
  const kind = String(object["kind"]);
  const namespace = kind.startsWith("Cluster") ? "" : `/namespaces/${text(object, "metadata", "namespace")}`;
  const { status, body } = await server.call("POST", `${API}${namespace}/${PLURALS[kind]}`, object);
  return status === 201 ? null : (text(body, "message") ?? `status ${status}`);
}

/** Posts an object of another kind of which the tests have some. */
export async function postAny(server: ApiServer, object: Manifest): Promise<void> {
  const version = text(object, "apiVersion") ?? "";
  const plural = `${text(object, "kind")?.toLowerCase()}s`;
  const base = version.includes("/") ? `/apis/${version}` : `/api/${version}`;
  const path = `${base}/namespaces/${text(object, "metadata", "namespace")}/${plural}`;
  const { status, body } = await server.call("POST", path, object);
  if (status !== 201) throw new Error(`${plural}: ${text(body, "message")}`);
}

export async function makeNamespace(server: ApiServer, name: string): Promise<void> {
  await server.call("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
}

export interface RealAnswer {
  readonly allowed: boolean;
  readonly reason: string;
}

export async function review(server: ApiServer, { identity, request }: Question): Promise<RealAnswer> {
  const { kind, ...attributes } = request;
  const { status, body } = await server.call("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: { ...identity, [kind === "path" ? "nonResourceAttributes" : "resourceAttributes"]: attributes },
  });
  if (status !== 201) throw new Error(`a review was refused: ${text(body, "message")}`);
  return { allowed: Object(body).status?.allowed === true, reason: text(body, "status", "reason") ?? "" };
}

/**
 * Waits until the authorizer has seen all that was written before. It hears of each of the four kinds on a way of its
 * own, so one marker of each kind has to arrive.
 * @param aggregates the markers' ClusterRole has its rules from another one, so that the aggregation controller has to
 * have come to it, which is after all that were written before
 */
export async function settle(server: ApiServer, mark: string, aggregates: boolean): Promise<void> {
  const rules = [{ verbs: ["get"], apiGroups: ["marker.test"], resources: [mark] }];
  const bind = (kind: string, metadata: Manifest, role: string): Manifest => ({
    kind,
    metadata,
    roleRef: { kind: role, name: mark },
    subjects: [{ kind: "User", name: `${mark}-${role}` }],
  });
  const metadata = { name: mark, namespace: "default" };
  for (const object of [
    { kind: "Role", metadata, rules },
    { kind: "ClusterRole", metadata: { name: `${mark}-part`, labels: { [mark]: "" } }, rules },
    {
      kind: "ClusterRole",
      metadata: { name: mark },
      ...(aggregates ? { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [mark]: "" } }] } } : { rules }),
    },
    bind("RoleBinding", metadata, "Role"),
    bind("ClusterRoleBinding", { name: mark }, "ClusterRole"),
  ]) {
    const refusal = await post(server, object);
    if (refusal !== null) throw new Error(refusal);
  }
  const sees = (role: string): Promise<RealAnswer> =>
    review(server, {
      identity: { user: `${mark}-${role}`, groups: [] },
      request: {
        kind: "resource",
        verb: "get",
        group: "marker.test",
        resource: mark,
        subresource: "",
        name: "",
        namespace: role === "Role" ? "default" : "",
      },
    });
  await until("the authorizer's hearing of what was written", 180_000, async () => {
    const answers = await Promise.all([sees("Role"), sees("ClusterRole")]);
    return answers.every(({ allowed }) => allowed);
  });
}
