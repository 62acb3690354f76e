import { at, isFields, text } from "../../src/model/read.ts";
import type { ApiServer } from "../world/api-server.ts";
import { pooled } from "./pooled.ts";

const AT_ONCE = 32;

/** What only a server writes. */
const SERVED = new Set(["uid", "resourceVersion", "creationTimestamp", "generation"]);

const COLLECTIONS: Readonly<Record<string, string>> = {
  Namespace: "/api/v1/namespaces",
  Service: "/api/v1/%/services",
  ServiceAccount: "/api/v1/%/serviceaccounts",
  Secret: "/api/v1/%/secrets",
  Deployment: "/apis/apps/v1/%/deployments",
  Ingress: "/apis/networking.k8s.io/v1/%/ingresses",
  IngressClass: "/apis/networking.k8s.io/v1/ingressclasses",
  ClusterRole: "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  ClusterRoleBinding: "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
  Role: "/apis/rbac.authorization.k8s.io/v1/%/roles",
  RoleBinding: "/apis/rbac.authorization.k8s.io/v1/%/rolebindings",
};

/** Writes a cluster of bench/ into the real server; tells how many objects it took. */
export async function load(
  server: ApiServer,
  cluster: () => Iterable<Readonly<Record<string, unknown>>>,
): Promise<number> {
  let written = 0;
  const write = async (object: Readonly<Record<string, unknown>>): Promise<void> => {
    const path = COLLECTIONS[text(object, "kind") ?? ""];
    if (path === undefined) throw new Error(`no collection for ${text(object, "kind")}`);
    const namespace = text(object, "metadata", "namespace");
    const { status, body } = await server.call("POST", path.replace("%", `namespaces/${namespace}`), fresh(object));
    if (status !== 201 && status !== 409) throw new Error(`${status}: ${text(body, "message")}`);
    written++;
  };
  await write({ apiVersion: "v1", kind: "Namespace", metadata: { name: "ingress-nginx" } });
  // A namespace comes before what is in it.
  for (const object of cluster()) if (object["kind"] === "Namespace") await write(object);
  await pooled(cluster(), AT_ONCE, async (object) => {
    if (object["kind"] !== "Namespace") await write(object);
  });
  return written;
}

function fresh(object: Readonly<Record<string, unknown>>): unknown {
  const metadata = Object.entries(at(object, "metadata") ?? {}).filter(([key]) => !SERVED.has(key));
  const { status: _, ...rest } = object;
  return {
    ...rest,
    metadata: Object.fromEntries(metadata),
    ...(object["kind"] === "Service" ? withoutAddress(object) : {}),
  };
}

/** The server gives Services addresses of its own range. */
function withoutAddress(service: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const spec = at(service, "spec");
  if (!isFields(spec)) return {};
  return { spec: Object.fromEntries(Object.entries(spec).filter(([key]) => !/^clusterIPs?$/.test(key))) };
}
