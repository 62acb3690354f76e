import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer, request } from "node:https";
import { join } from "node:path";
import type { ApiServer } from "../world/api-server.ts";

/** What happens to a request before the real server gets it: nothing, or `taken`, when it was answered or is kept. */
export type Disturbance = (
  request: IncomingMessage,
  response: ServerResponse,
) => "taken" | null | Promise<"taken" | null>;

export interface Proxy {
  readonly address: string;
  stop(): Promise<void>;
}

/** Stands before the API server, with its certificate and the admin's rights, and disturbs some requests. */
export async function disturbing(server: ApiServer, disturb: Disturbance): Promise<Proxy> {
  const file = (name: string): string => readFileSync(join(server.folder, name), "utf8");
  const agent = new Agent({ keepAlive: true, ca: file("ca.crt"), cert: file("admin.crt"), key: file("admin.key") });
  const pass = (incoming: IncomingMessage, response: ServerResponse): void => {
    const { method, url, headers } = incoming;
    const { authorization, ...others } = headers;
    // A token is shown to the real server, which the admin's certificate would hide.
    const as = authorization === undefined ? { agent, headers: others } : { ca: file("ca.crt"), headers };
    const call = request({ ...as, host: "127.0.0.1", port: server.port, method, path: url }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    call.on("error", () => response.destroy());
    incoming.pipe(call);
  };
  const front = createServer({ cert: file("server.crt"), key: file("server.key") }, (incoming, response) => {
    void Promise.resolve(disturb(incoming, response)).then((done) => {
      if (done === null) pass(incoming, response);
    });
  });
  await new Promise<void>((resolve) => {
    front.listen(0, "127.0.0.1", resolve);
  });
  const bound = front.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  return {
    address: `https://127.0.0.1:${port}`,
    async stop() {
      agent.destroy();
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
    },
  };
}
