import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { join } from "node:path";
import { CLUSTER_KINDS, type ClusterKind } from "../../src/input/cluster/kinds.ts";
import { groupOf } from "../../src/model/read.ts";
import type { KeyPair } from "./certificates.ts";
import type { Manifest } from "./clusters.ts";

/** What a request asks of the server. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** Plural, of lists, gets and reviews; empty for discovery. */
  readonly resource: string;
  readonly namespace: string | null;
  /** How many requests for the same path and query came before. */
  readonly before: number;
}

/** An answer in place of the server's own; null lets that one go. */
export type Fault = (
  asked: Asked,
  response: ServerResponse,
) => { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> } | "taken" | null;

export interface FakeServer {
  readonly port: number;
  readonly asked: Asked[];
  /** Writes a kubeconfig and returns its path. */
  kubeconfig(folder: string, options?: KubeconfigOptions): string;
  stop(): Promise<void>;
}

interface KubeconfigOptions {
  readonly user?: Readonly<Record<string, unknown>>;
  readonly cluster?: Readonly<Record<string, unknown>>;
  readonly namespace?: string;
}

interface ServerOptions {
  readonly fault?: Fault;
  /** Items of a page, whatever the client asks for. */
  readonly page?: number;
  /** Speaks TLS with this certificate. */
  readonly tls?: KeyPair;
  /** The form of discovery of servers before 1.30. */
  readonly oldDiscovery?: boolean;
  /** Groups that are not installed. */
  readonly without?: readonly string[];
  /** Resources that a review says no to. */
  readonly forbidden?: readonly string[];
}

/** An API server as far as reading goes: discovery, lists in pages, gets, reviews. Whatever it is asked is kept. */
export async function fakeServer(manifests: readonly Manifest[], options: ServerOptions = {}): Promise<FakeServer> {
  const store = new Store(manifests, options.without ?? []);
  const asked: Asked[] = [];
  const counts = new Map<string, number>();
  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://localhost");
    const before = counts.get(url.href) ?? 0;
    counts.set(url.href, before + 1);
    const one: Asked = {
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      ...placeOf(url.pathname),
      before,
    };
    asked.push(one);
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      const fault = options.fault?.(one, response) ?? null;
      if (fault === "taken") return;
      if (fault !== null) {
        response.writeHead(fault.status, fault.headers).end(fault.body ?? status(fault.status, "by the test"));
        return;
      }
      const [code, text] = store.answer(one, body, options);
      response.writeHead(code, { "content-type": "application/json" }).end(text);
    });
  }
  const { tls } = options;
  const server =
    tls === undefined
      ? createServer(answer)
      : createSecureServer({ cert: tls.certificate, key: tls.key, requestCert: false }, answer);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    asked,
    kubeconfig(folder, { user = {}, cluster = {}, namespace } = {}) {
      const scheme = tls === undefined ? "http://127.0.0.1" : "https://localhost";
      const file = join(folder, "kubeconfig");
      const own = { server: `${scheme}:${port}`, ...cluster };
      writeFileSync(file, kubeconfigText("fake", own, user, namespace));
      return file;
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export function kubeconfigText(
  context: string,
  cluster: Readonly<Record<string, unknown>>,
  user: Readonly<Record<string, unknown>>,
  namespace?: string,
): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": context,
    contexts: [{ name: context, context: { cluster: "one", user: "somebody", namespace } }],
    clusters: [{ name: "one", cluster }],
    users: [{ name: "somebody", user }],
  });
}

function status(code: number, message: string): string {
  return JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", message, code });
}

/** `/apis/GROUP/VERSION/namespaces/NS/PLURAL/NAME` and its shorter forms. */
function placeOf(path: string): Pick<Asked, "resource" | "namespace"> {
  const steps = path.split("/").filter(Boolean);
  const rest = steps[0] === "api" ? steps.slice(2) : steps.slice(3);
  const within = rest[0] === "namespaces" && rest.length > 2;
  return { resource: (within ? rest[2] : rest[0]) ?? "", namespace: within ? (rest[1] ?? null) : null };
}

class Store {
  readonly #kinds: readonly ClusterKind[];
  readonly #items = new Map<string, Manifest[]>();

  constructor(manifests: readonly Manifest[], without: readonly string[]) {
    this.#kinds = CLUSTER_KINDS.filter(({ group }) => !without.includes(group));
    for (const [index, manifest] of manifests.entries()) {
      const kind = this.#kinds.find(
        (item) => item.kind === manifest["kind"] && item.group === groupOf(String(manifest["apiVersion"])),
      );
      if (kind === undefined) continue;
      const key = `${kind.group}/${kind.resource}`;
      this.#items.set(key, [...(this.#items.get(key) ?? []), stored(manifest, index, kind)]);
    }
  }

  answer(asked: Asked, body: string, options: ServerOptions): [number, string] {
    const { path } = asked;
    if (path === "/version") return [200, JSON.stringify({ gitVersion: "v1.36.3" })];
    if (path === "/apis") return [200, JSON.stringify(this.#discovery(options.oldDiscovery === true))];
    if (path.endsWith("/selfsubjectaccessreviews")) return [201, review(body, options.forbidden ?? [])];
    const steps = path.split("/").filter(Boolean);
    const group = steps[0] === "api" ? "" : (steps[1] ?? "");
    if (group !== "" && steps.length === 3) return [200, JSON.stringify(this.#resources(group))];
    const kind = this.#kinds.find((item) => item.group === group && item.resource === asked.resource);
    if (kind === undefined) return [404, status(404, "the server could not find the requested resource")];
    const all = (this.#items.get(`${group}/${kind.resource}`) ?? []).filter(
      (item) => asked.namespace === null || meta(item)["namespace"] === asked.namespace,
    );
    const prefix = (group === "" ? 3 : 4) + (asked.namespace === null ? 0 : 2);
    const name = steps[prefix];
    if (name === undefined) return [200, page(all, asked, options.page)];
    const found = all.find((item) => meta(item)["name"] === name);
    return found === undefined ? [404, status(404, "not found")] : [200, JSON.stringify(found)];
  }

  #discovery(old: boolean): unknown {
    const groups = [...new Set(this.#kinds.map(({ group }) => group))].filter((group) => group !== "");
    if (old) {
      const version = (group: string) => ({ groupVersion: `${group}/${versionOf(group)}`, version: versionOf(group) });
      const listed = groups.map((name) => ({ name, versions: [version(name)], preferredVersion: version(name) }));
      return { kind: "APIGroupList", apiVersion: "v1", groups: listed };
    }
    const items = groups.map((name) => ({
      metadata: { name },
      versions: [{ version: versionOf(name), freshness: "Current", resources: this.#resources(name).discovered }],
    }));
    return { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", items };
  }

  #resources(group: string) {
    const own = this.#kinds.filter((kind) => kind.group === group);
    return {
      kind: "APIResourceList",
      resources: own.map(({ resource, kind }) => ({ name: resource, kind, verbs: ["get", "list"] })),
      discovered: own.map(({ resource }) => ({ resource, verbs: ["get", "list"] })),
    };
  }
}

function versionOf(group: string): string {
  return group.startsWith("traefik.") ? "v1alpha1" : "v1";
}

/** With what only a server adds. */
function stored(manifest: Manifest, index: number, kind: ClusterKind): Manifest {
  const metadata = {
    ...meta(manifest),
    ...(kind.namespaced ? { namespace: meta(manifest)["namespace"] ?? "default" } : {}),
    uid: `00000000-0000-0000-0000-${String(index).padStart(12, "0")}`,
    resourceVersion: String(1000 + index),
    managedFields: [{ manager: "test" }],
  };
  return { ...manifest, metadata };
}

function meta(manifest: Manifest): Record<string, unknown> {
  return manifest["metadata"] as Record<string, unknown>;
}

function page(all: readonly Manifest[], { query }: Asked, size: number | undefined): string {
  const wanted = query.get("fieldSelector")?.replace("type=", "");
  const items = wanted === undefined ? all : all.filter((item) => item["type"] === wanted);
  const from = Number(query.get("continue") ?? 0);
  const to = from + (size ?? Number(query.get("limit") ?? items.length));
  const next = to < items.length ? String(to) : "";
  // Items of a real list do not say what they are.
  const shown = items.slice(from, to).map(({ apiVersion: _version, kind: _kind, ...item }) => item);
  return JSON.stringify({ kind: "List", apiVersion: "v1", metadata: { continue: next }, items: shown });
}

function review(body: string, forbidden: readonly string[]): string {
  const asked = JSON.parse(body) as { spec: { resourceAttributes: { resource: string } } };
  return JSON.stringify({ ...asked, status: { allowed: !forbidden.includes(asked.spec.resourceAttributes.resource) } });
}
