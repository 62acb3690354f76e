import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import type { Identity } from "../../src/access/request.ts";
import { text } from "../../src/model/read.ts";
import type { ApiServer } from "../world/api-server.ts";

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly type: string;
  readonly token?: string | undefined;
}

/** A client with all rights that acts as whom it is told, so that each answer is what that one would get. */
export class AsSomebody {
  readonly #agent: Agent;
  /** Shows no certificate: a token counts only without one. */
  readonly #anonymous: Agent;
  readonly #server: URL;

  constructor(server: ApiServer) {
    const config: unknown = JSON.parse(readFileSync(server.kubeconfig, "utf8"));
    const file = (...path: (string | number)[]): Buffer => readFileSync(text(config, ...path) ?? "");
    this.#server = new URL(text(config, "clusters", 0, "cluster", "server") ?? "");
    const ca = file("clusters", 0, "cluster", "certificate-authority");
    this.#anonymous = new Agent({ keepAlive: true, maxSockets: 8, ca });
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 8,
      ca,
      cert: file("users", 0, "user", "client-certificate"),
      key: file("users", 0, "user", "client-key"),
    });
  }

  /**
   * The whole answer as text; of a watch, what comes before its time is over.
   * @param identity null for the client's own, with all rights
   * @param token of the one who asks, in place of the client's certificate
   */
  async ask(identity: Identity | null, method: string, path: string, body?: string, token?: string): Promise<string> {
    return (await this.#send(identity, { method, path, body, type: "application/merge-patch+json", token })).text;
  }

  /** A token of a ServiceAccount, issued by the server. */
  async tokenOf(namespace: string, name: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const body = JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} });
    const { text: answer } = await this.#send(null, { method: "POST", path, body, type: "application/json" });
    return text(JSON.parse(answer), "status", "token") ?? "";
  }

  async status(
    identity: Identity,
    { body, ...call }: Omit<Call, "body"> & { readonly body: unknown },
  ): Promise<number> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return (await this.#send(identity, { ...call, body: text })).status;
  }

  #send(
    identity: Identity | null,
    { method, path, body, type, token }: Call,
  ): Promise<{ status: number; text: string }> {
    const headers = {
      ...(identity === null ? {} : { "impersonate-user": identity.user }),
      ...(identity === null || identity.groups.length === 0 ? {} : { "impersonate-group": [...identity.groups] }),
      ...(body === undefined ? {} : { "content-type": type }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const { hostname, port } = this.#server;
    return new Promise((resolve, reject) => {
      const call = request(
        { hostname, port, method, path, headers, agent: token === undefined ? this.#agent : this.#anonymous },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
          });
        },
      );
      call.on("error", reject);
      call.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
    this.#anonymous.destroy();
  }
}
