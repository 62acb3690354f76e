import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import type { Identity } from "../../src/access/request.ts";
import { text } from "../../src/model/read.ts";
import type { ApiServer } from "../world/api-server.ts";

/** A client with all rights that acts as whom it is told, so that each answer is what that one would get. */
export class AsSomebody {
  readonly #agent: Agent;
  readonly #server: URL;

  constructor(server: ApiServer) {
    const config: unknown = JSON.parse(readFileSync(server.kubeconfig, "utf8"));
    const file = (...path: (string | number)[]): Buffer => readFileSync(text(config, ...path) ?? "");
    this.#server = new URL(text(config, "clusters", 0, "cluster", "server") ?? "");
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 8,
      ca: file("clusters", 0, "cluster", "certificate-authority"),
      cert: file("users", 0, "user", "client-certificate"),
      key: file("users", 0, "user", "client-key"),
    });
  }

  /** The whole answer as text; of a watch, what comes before its time is over. */
  ask({ user, groups }: Identity, method: string, path: string, body?: string): Promise<string> {
    const headers = {
      "impersonate-user": user,
      ...(groups.length === 0 ? {} : { "impersonate-group": [...groups] }),
      ...(body === undefined ? {} : { "content-type": "application/merge-patch+json" }),
    };
    const { hostname, port } = this.#server;
    return new Promise((resolve, reject) => {
      const call = request({ hostname, port, method, path, headers, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => resolve(Buffer.concat(chunks).toString()));
      });
      call.on("error", reject);
      call.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
