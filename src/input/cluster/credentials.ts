import { readFileSync } from "node:fs";
import type { RequestOptions } from "node:http";
import type { Agent } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import type { SecureContextOptions } from "node:tls";
import { at, type Fields, fields, flag, text } from "../../model/read.ts";
import { visible } from "../../model/visible.ts";
import { ClusterError } from "./errors.ts";
import type { ChosenContext } from "./kubeconfig.ts";

/** What a connection shows of its user, and what it expects of the server. */
export interface Credentials {
  readonly tls: SecureContextOptions & { readonly rejectUnauthorized?: boolean; readonly servername?: string };
  readonly headers: Readonly<Record<string, string>>;
  /** `user:password`. */
  readonly auth: string | null;
  /** Through the kubeconfig's own proxy; null without one. */
  readonly proxy: Agent | null;
}

/** A plugin may open a browser for somebody to log in. Milliseconds. */
const PLUGIN_TIMEOUT = 120_000;

/**
 * The credentials of a context. Certificates, tokens and passwords are read here; whatever has to be asked for (exec
 * plugins, OIDC, cloud providers) and proxies are the client library's, which is loaded for them alone: it costs a
 * fifth of the memory of a run.
 * @throws ClusterError
 */
export async function credentialsOf(chosen: ChosenContext): Promise<Credentials> {
  const { cluster, user } = chosen;
  const asked = at(user, "exec") != null || at(user, "auth-provider") != null;
  const proxied = (text(cluster, "proxy-url") ?? "") !== "";
  try {
    return asked || proxied ? await fromClient(chosen, proxied) : written(cluster, user);
  } catch (error) {
    throw new ClusterError(`context "${chosen.name}": no credentials: ${firstLine(error)}`);
  }
}

/** https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
function written(cluster: Fields, user: Fields): Credentials {
  const ca = content(cluster, "certificate-authority");
  const cert = content(user, "client-certificate");
  const key = content(user, "client-key");
  const servername = text(cluster, "tls-server-name");
  const tokenFile = text(user, "tokenFile");
  const token = text(user, "token") ?? (tokenFile === undefined ? undefined : readFileSync(tokenFile, "utf8").trim());
  const name = text(user, "username");
  return {
    tls: {
      ...(ca === null ? {} : { ca }),
      ...(cert === null ? {} : { cert }),
      ...(key === null ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
      ...(flag(cluster, "insecure-skip-tls-verify") === true ? { rejectUnauthorized: false } : {}),
    },
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    auth: name === undefined ? null : `${name}:${text(user, "password") ?? ""}`,
    proxy: null,
  };
}

/** Embedded content goes over a file. */
function content(entry: Fields, name: string): Buffer | null {
  const data = text(entry, `${name}-data`);
  if (data !== undefined && data !== "") return Buffer.from(data, "base64");
  const file = text(entry, name);
  return file === undefined || file === "" ? null : readFileSync(file);
}

async function fromClient({ server, cluster, user }: ChosenContext, proxied: boolean): Promise<Credentials> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const kubeconfig = new KubeConfig();
  kubeconfig.loadFromString(JSON.stringify(document(server, cluster, user)));
  const applied: RequestOptions & SecureContextOptions & { rejectUnauthorized?: boolean; servername?: string } = {};
  const late = pause(PLUGIN_TIMEOUT, "late", { ref: false });
  const ended = await Promise.race([kubeconfig.applyToHTTPSOptions(applied), late]);
  if (ended === "late") throw new Error(`none came within ${PLUGIN_TIMEOUT / 1000} s`);
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername, agent, auth } = applied;
  const tls = { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername };
  return {
    tls: Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined && value !== null)),
    headers: Object.fromEntries(Object.entries(fields({ headers: applied.headers }, "headers")).map(pairText)),
    auth: typeof auth === "string" ? auth : null,
    proxy: proxied && typeof agent === "object" ? (agent as Agent) : null,
  };
}

function pairText([name, value]: [string, unknown]): [string, string] {
  return [name, String(value)];
}

/** One context as a kubeconfig of its own: what is wrong with others does not matter. */
function document(server: string, cluster: Fields, user: Fields): unknown {
  // Plain HTTP, as `kubectl proxy` speaks it, is taken only so; and a token in a file only as a provider's.
  const plain = server.startsWith("http:") ? { "insecure-skip-tls-verify": true } : {};
  const tokenFile = text(user, "tokenFile");
  const provider = { "auth-provider": { name: "tokenFile", config: { tokenFile } } };
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "chosen",
    contexts: [{ name: "chosen", context: { cluster: "chosen", user: "chosen" } }],
    clusters: [{ name: "chosen", cluster: { ...cluster, ...plain } }],
    users: [{ name: "chosen", user: tokenFile === undefined ? user : { ...user, ...provider } }],
  };
}

/** What a plugin says of its failure, on one line; a token has no place in it, and long words are left out. */
function firstLine(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const line = said.split("\n").find((part) => part.trim() !== "") ?? "the plugin said nothing";
  return visible(line.trim().replaceAll(/[A-Za-z0-9+/=_.-]{80,}/g, "..."), 300);
}
