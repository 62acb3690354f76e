import { createHash } from "node:crypto";
import { fields, text } from "../../src/model/read.ts";
import { ETCD } from "../world/api-server.ts";
import { each } from "../world/each.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Where the API server keeps each kind. Source: pkg/registry/*\/storage and the resource prefixes of its storage. */
const PLACES: Readonly<Record<string, string>> = {
  Namespace: "namespaces",
  Service: "services/specs",
  ServiceAccount: "serviceaccounts",
  Secret: "secrets",
  Deployment: "deployments",
  Ingress: "ingress",
  IngressClass: "ingressclasses",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  Role: "roles",
  RoleBinding: "rolebindings",
};

/**
 * Puts a cluster of bench/ into the store of a real API server, as JSON, which it reads as it reads its own format. By
 * its front door the same would take it ten minutes, and what is measured is reading. Tells how many objects these are.
 */
export async function load(cluster: Iterable<Fields>): Promise<number> {
  await put({ apiVersion: "v1", kind: "Namespace", metadata: { name: "ingress-nginx" } });
  let written = 1;
  await each(cluster, async (object) => {
    await put(object);
    written++;
  });
  return written;
}

/** One by one: a server that watches its store may lose changes that share a revision, as those of one transaction do. */
async function put(object: Fields): Promise<void> {
  const body = JSON.stringify({ key: base64(keyOf(object)), value: base64(JSON.stringify(stored(object))) });
  const answer = await fetch(`${ETCD}/v3/kv/put`, { method: "POST", body });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`etcd: ${answer.status} ${said}`);
}

function keyOf(object: Fields): string {
  const place = PLACES[text(object, "kind") ?? ""];
  if (place === undefined) throw new Error(`no place for ${text(object, "kind")}`);
  const { namespace, name } = fields(object, "metadata");
  return ["/registry", place, ...(namespace === undefined ? [] : [namespace]), name].join("/");
}

/** With what a server adds to what it takes; it gives versions itself. */
function stored(object: Fields): Fields {
  const { resourceVersion: _, ...metadata } = fields(object, "metadata");
  const sum = createHash("sha256").update(keyOf(object)).digest("hex");
  const uid = [sum.slice(0, 8), sum.slice(8, 12), `4${sum.slice(13, 16)}`, `8${sum.slice(17, 20)}`, sum.slice(20, 32)];
  return { ...object, metadata: { uid: uid.join("-"), creationTimestamp: "2026-01-01T00:00:00Z", ...metadata } };
}

function base64(content: string): string {
  return Buffer.from(content).toString("base64");
}
