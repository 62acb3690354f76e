import { createPrivateKey, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isFields, text } from "../../src/model/read.ts";
import type { ApiServer } from "../world/api-server.ts";

/** A kubeconfig of the lab's server with another user, or another address; its path. */
export function kubeconfigOf(
  server: ApiServer,
  name: string,
  { user, address }: { readonly user?: Readonly<Record<string, string>>; readonly address?: string },
): string {
  const config: unknown = JSON.parse(readFileSync(server.kubeconfig, "utf8"));
  if (!isFields(config)) throw new Error("the lab's kubeconfig is none");
  const [cluster] = Array.isArray(config["clusters"]) ? config["clusters"] : [];
  const own = isFields(cluster) && isFields(cluster["cluster"]) ? cluster["cluster"] : {};
  const file = join(server.folder, `kubeconfig-${name}`);
  const changed = {
    ...config,
    clusters: [{ name: "lab", cluster: { ...own, ...(address === undefined ? {} : { server: address }) } }],
    ...(user === undefined ? {} : { users: [{ name: "admin", user }] }),
  };
  writeFileSync(file, JSON.stringify(changed), { mode: 0o600 });
  return file;
}

/** Makes a ServiceAccount and gives it a token, as a pod would have one. */
export async function serviceAccount(server: ApiServer, namespace: string, name: string): Promise<string> {
  await server.call("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  const base = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await server.call("POST", base, { metadata: { name } });
  const { status, body } = await server.call("POST", `${base}/${name}/token`, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: {},
  });
  const token = text(body, "status", "token");
  if (token === undefined) throw new Error(`no token for ${name}: ${status}`);
  return token;
}

/**
 * The same token with another end, signed with the server's own key: the server gives none that is shorter than ten minutes.
 * @param end seconds from now on, negative for one that has ended; the server allows a minute more
 */
export function endingAt(server: ApiServer, token: string, end: number): string {
  const [head = "", claims = ""] = token.split(".");
  const told: unknown = JSON.parse(Buffer.from(claims, "base64url").toString());
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now - 3600, nbf: now - 3600, exp: now + end };
  const changed = Buffer.from(JSON.stringify({ ...(isFields(told) ? told : {}), ...times })).toString("base64url");
  const key = createPrivateKey(readFileSync(join(server.folder, "sa.key"), "utf8"));
  const signature = sign("sha256", Buffer.from(`${head}.${changed}`), key).toString("base64url");
  return `${head}.${changed}.${signature}`;
}
