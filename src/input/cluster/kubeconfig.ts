import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { load } from "js-yaml";
import { at, type Fields, fields, isFields, list, text } from "../../model/read.ts";
import { systemReason } from "../errors.ts";
import { KubeconfigError } from "./errors.ts";

/** Which cluster, and as whom: the flags that kubectl has for it. */
export interface ClusterChoice {
  readonly kubeconfig: string | null;
  readonly context: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One context with its cluster and user. */
export interface ChosenContext {
  readonly name: string;
  /** The context's namespace, where it has one. */
  readonly namespace: string | null;
  readonly server: string;
  readonly cluster: Fields;
  readonly user: Fields;
}

const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
const IN_CLUSTER = "in-cluster";
/** A kubeconfig is a few KiB; with embedded certificates of hundreds of clusters, a few MiB. */
const LARGEST = 16 * 1024 * 1024;

/**
 * Finds the kubeconfig as kubectl does: `--kubeconfig` alone, else all files of KUBECONFIG (the first that names
 * something wins), else `~/.kube/config`, else the service account of the pod that this runs in.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 * @throws KubeconfigError
 */
export function chooseContext({ kubeconfig, context, env }: ClusterChoice): ChosenContext {
  const files = filesOf(kubeconfig, env);
  const merged = merge(files.map((file) => readConfig(file, kubeconfig !== null)));
  if (merged.contexts.size === 0 && context === null) {
    const inside = inCluster(env);
    if (inside !== null) return inside;
    const where = files.length === 0 ? "" : ` in ${files.join(", ")}`;
    throw new KubeconfigError(`no cluster: there is no kubeconfig${where}, and this is no pod`, { none: true });
  }
  const name = context ?? merged.current;
  if (name === null)
    throw new KubeconfigError("no cluster: the kubeconfig has no current context; name one with --context");
  const found = merged.contexts.get(name);
  if (found === undefined) {
    const contexts = [...merged.contexts.keys()];
    throw new KubeconfigError(`the kubeconfig has no context "${name}"`, { wanted: name, contexts });
  }
  return chosen(name, found, merged);
}

function filesOf(kubeconfig: string | null, env: ClusterChoice["env"]): string[] {
  if (kubeconfig !== null) return [kubeconfig];
  const listed = (env["KUBECONFIG"] ?? "").split(delimiter).filter(Boolean);
  if (listed.length > 0) return listed;
  const home = env["HOME"] ?? env["USERPROFILE"];
  return home === undefined || home === "" ? [] : [join(home, ".kube", "config")];
}

/** A file that is not there is passed over, unless it was named alone. */
function readConfig(file: string, required: boolean): Fields {
  let source: string;
  try {
    source = readFileSync(file, "utf8");
  } catch (error) {
    const absent = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (absent && !required) return {};
    throw new KubeconfigError(`${file}: ${systemReason(error)}`);
  }
  let config: unknown;
  try {
    config = source.length > LARGEST ? null : load(source, { maxAliases: 50 });
  } catch {
    config = null;
  }
  // The parser's own message would quote the file, which holds credentials.
  if (!isFields(config)) throw new KubeconfigError(`${file}: is no kubeconfig`);
  return withAbsolutePaths(config, dirname(file));
}

interface Merged {
  readonly current: string | null;
  readonly contexts: ReadonlyMap<string, Fields>;
  readonly clusters: ReadonlyMap<string, Fields>;
  readonly users: ReadonlyMap<string, Fields>;
}

function merge(configs: readonly Fields[]): Merged {
  const named = (key: string, inner: string): Map<string, Fields> => {
    const found = new Map<string, Fields>();
    for (const config of configs) {
      for (const entry of list(config, key)) {
        const name = text(entry, "name");
        if (name !== undefined && !found.has(name)) found.set(name, fields(entry, inner));
      }
    }
    return found;
  };
  const currents = configs.map((config) => text(config, "current-context") ?? "");
  return {
    current: currents.find((name) => name !== "") ?? null,
    contexts: named("contexts", "context"),
    clusters: named("clusters", "cluster"),
    users: named("users", "user"),
  };
}

function chosen(name: string, context: Fields, { clusters, users }: Merged): ChosenContext {
  const clusterName = text(context, "cluster") ?? "";
  const cluster = clusters.get(clusterName);
  const server = text(cluster, "server") ?? "";
  if (cluster === undefined || server === "") {
    throw new KubeconfigError(`context "${name}": the kubeconfig has no cluster "${clusterName}" with a server`);
  }
  const userName = text(context, "user") ?? "";
  const user = users.get(userName);
  if (user === undefined && userName !== "") {
    throw new KubeconfigError(`context "${name}": the kubeconfig has no user "${userName}"`);
  }
  return { name, namespace: text(context, "namespace") ?? null, server, cluster, user: user ?? {} };
}

/** Paths in a kubeconfig are relative to its folder. */
function withAbsolutePaths(config: Fields, folder: string): Fields {
  const resolved = (key: string, inner: string, names: readonly string[]): unknown[] =>
    list(config, key).map((entry) => {
      if (!isFields(entry)) return entry;
      const paths = names.flatMap((name) => {
        const path = text(entry, inner, name);
        return path === undefined || path === "" || isAbsolute(path) ? [] : [[name, join(folder, path)] as const];
      });
      return { ...entry, [inner]: { ...fields(entry, inner), ...Object.fromEntries(paths) } };
    });
  return {
    ...config,
    clusters: resolved("clusters", "cluster", ["certificate-authority"]),
    users: resolved("users", "user", ["client-certificate", "client-key", "tokenFile"]),
  };
}

function inCluster(env: ClusterChoice["env"]): ChosenContext | null {
  const host = env["KUBERNETES_SERVICE_HOST"] ?? "";
  const port = env["KUBERNETES_SERVICE_PORT"] ?? "";
  if (host === "" || !existsSync(`${SERVICE_ACCOUNT}/token`)) return null;
  const server = `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const cluster = { server, "certificate-authority": `${SERVICE_ACCOUNT}/ca.crt` };
  const user = { tokenFile: `${SERVICE_ACCOUNT}/token` };
  const file = `${SERVICE_ACCOUNT}/namespace`;
  const namespace = existsSync(file) ? readFileSync(file, "utf8").trim() : null;
  return { name: IN_CLUSTER, namespace, server, cluster, user };
}

/** Whom the kubeconfig says to act as; flags go over it. */
export function impersonated(user: Fields): { readonly as: string | null; readonly groups: readonly string[] } {
  const groups = at(user, "as-groups");
  return {
    as: text(user, "as") ?? null,
    groups: Array.isArray(groups) ? groups.filter((group): group is string => typeof group === "string") : [],
  };
}
