import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { part as apiServer } from "../parts/kube-apiserver/part.ts";
import { part as etcd } from "../parts/etcd/part.ts";
import { folderOf } from "../parts/part.ts";
import { Authority } from "./keys.ts";
import { SERVICE_RANGE } from "./network.ts";
import { Process, until } from "./process.ts";

export const ETCD = "http://127.0.0.1:2379";
const ETCD_PEER = "http://127.0.0.1:2380";
const PORT = 6443;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** What the server had to say beside the answer. */
  readonly warnings: readonly string[];
}

/** A real API server with its store. Nothing else of a cluster is there: no controllers, no scheduler, no kubelet. */
export class ApiServer {
  readonly #processes: readonly Process[];
  readonly #agent: Agent;
  /** With its keys, which are the lab's own. */
  readonly folder: string;
  readonly port = PORT;
  /** With all rights, for controllers that run outside of a pod. */
  readonly kubeconfig: string;

  private constructor(folder: string, processes: readonly Process[], agent: Agent, kubeconfig: string) {
    this.folder = folder;
    this.#processes = processes;
    this.#agent = agent;
    this.kubeconfig = kubeconfig;
  }

  /** @param connections that `call` uses at once */
  static async start(folder: string, { connections = 4 } = {}): Promise<ApiServer> {
    const file = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content, { mode: 0o600 });
      return join(folder, name);
    };
    mkdirSync(folder, { recursive: true });
    const authority = new Authority("Lab Kubernetes");
    const serving = authority.issue({ dns: ["localhost", "kubernetes.default.svc"], ip: ["127.0.0.1"] });
    const admin = authority.issue({ commonName: "lab-admin", organization: "system:masters" });
    const tokens = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const caFile = file("ca.crt", authority.certificate);
    const store = new Process(
      "etcd",
      join(folderOf(etcd), "etcd"),
      [
        `--data-dir=${join(folder, "etcd")}`,
        "--unsafe-no-fsync",
        `--listen-client-urls=${ETCD}`,
        `--advertise-client-urls=${ETCD}`,
        `--listen-peer-urls=${ETCD_PEER}`,
        `--initial-advertise-peer-urls=${ETCD_PEER}`,
        `--initial-cluster=default=${ETCD_PEER}`,
      ],
      { logFile: join(folder, "etcd.log"), cwd: folder },
    );
    const server = new Process(
      "kube-apiserver",
      join(folderOf(apiServer), "kube-apiserver"),
      [
        `--etcd-servers=${ETCD}`,
        "--bind-address=127.0.0.1",
        `--secure-port=${PORT}`,
        "--advertise-address=192.0.2.10",
        "--endpoint-reconciler-type=none",
        `--tls-cert-file=${file("server.crt", serving.certificate)}`,
        `--tls-private-key-file=${file("server.key", serving.key)}`,
        `--client-ca-file=${caFile}`,
        "--authorization-mode=RBAC",
        "--disable-admission-plugins=ServiceAccount",
        "--enable-priority-and-fairness=false",
        `--service-cluster-ip-range=${SERVICE_RANGE}`,
        "--service-account-issuer=https://lab.invalid",
        `--service-account-key-file=${file("sa.pub", tokens.publicKey.export({ type: "spki", format: "pem" }).toString())}`,
        `--service-account-signing-key-file=${file("sa.key", tokens.privateKey.export({ type: "pkcs8", format: "pem" }).toString())}`,
      ],
      { logFile: join(folder, "kube-apiserver.log"), cwd: folder },
    );
    const config = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "lab",
      clusters: [{ name: "lab", cluster: { server: `https://127.0.0.1:${PORT}`, "certificate-authority": caFile } }],
      contexts: [{ name: "lab", context: { cluster: "lab", user: "admin" } }],
      users: [
        {
          name: "admin",
          user: {
            "client-certificate": file("admin.crt", admin.certificate),
            "client-key": file("admin.key", admin.key),
          },
        },
      ],
    };
    const agent = new Agent({
      keepAlive: true,
      maxSockets: connections,
      ca: authority.certificate,
      cert: admin.certificate,
      key: admin.key,
    });
    const self = new ApiServer(folder, [server, store], agent, file("kubeconfig", JSON.stringify(config)));
    await until("the API server's start", 240_000, () => self.#isReady());
    return self;
  }

  async #isReady(): Promise<boolean> {
    const dead = this.#processes.find((item) => item.hasEnded);
    if (dead !== undefined) throw new Error(`${dead.name} has ended:\n${dead.log.slice(-1500)}`);
    return this.call("GET", "/readyz").then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  /** One request. Rejects when the server cannot be reached; its own refusals are answers. */
  call(method: string, path: string, body?: unknown, contentType = "application/json"): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = body === undefined ? undefined : JSON.stringify(body);
      const call = request(
        { host: "127.0.0.1", port: PORT, method, path, agent: this.#agent, headers: { "content-type": contentType } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const warnings = [response.headers["warning"] ?? []].flat().map(String);
            resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()), warnings });
          });
        },
      );
      call.on("error", (error: NodeJS.ErrnoException) => {
        // The server has closed an idle connection as it was used again; it has not seen the request.
        if (call.reusedSocket && error.code === "ECONNRESET") {
          this.call(method, path, body, contentType).then(resolve, reject);
        } else reject(error);
      });
      call.end(sent);
    });
  }

  /** Without a word to its clients. */
  kill(): void {
    this.#processes[0]?.kill();
  }

  /** The server before its store: without it the server would hang for a minute. */
  async stop(): Promise<void> {
    this.#agent.destroy();
    for (const item of this.#processes) await item.stop();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
