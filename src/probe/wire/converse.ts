import type { Pace } from "../ask.ts";
import type { Connection, Conversation, Question, Reply } from "../contract.ts";
import { dial, type Line } from "./dial.ts";
import { OneSocket, request } from "./request.ts";
import type { WireOptions } from "./transport.ts";

const TIME_UP = "the time for the whole run was up";

/** Connects, and asks path after path on that connection for as long as the server keeps it. */
export async function converse(question: Question, pace: Pace, options: WireOptions): Promise<Conversation> {
  const replies = new Map<string, Reply>();
  const agent = new OneSocket();
  let line: Line | null = null;
  const connect = async (): Promise<Connection> => {
    if (!(await pace("connection"))) return { state: "not-asked", detail: TIME_UP };
    const dialled = await dial(question, options.timeout);
    if (!("socket" in dialled)) return dialled.connection;
    line = dialled;
    agent.take(dialled.socket);
    return { state: "open", handshake: dialled.handshake };
  };
  try {
    const connection = await connect();
    for (const path of question.paths) {
      if (connection.state !== "open") break;
      if (!agent.alive && !agent.fresh) {
        const again = await connect();
        if (again.state !== "open") {
          replies.set(path, { kind: again.state === "not-asked" ? "not-asked" : "silent", detail: again.detail });
          continue;
        }
      }
      replies.set(path, await one(path));
    }
    return { connection, replies };
  } finally {
    agent.destroy();
    hangUp(line);
  }

  async function one(path: string): Promise<Reply> {
    const fresh = agent.fresh;
    if (!(await pace("request"))) return { kind: "not-asked", detail: TIME_UP };
    const ended = agent.ended;
    const last = question.paths.at(-1) === path;
    const reply = ended ?? (await request({ question, path, last }, agent, options));
    if (reply.kind !== "closed" || reply.demandsCertificate) return reply;
    // A server may end a connection that waits, or a kept one at the moment of its use: that answers no request.
    if (fresh && ended === null) return reply;
    const again = await connect();
    if (again.state !== "open" || !(await pace("request"))) return reply;
    return await request({ question, path, last: true }, agent, options);
  }
}

function hangUp(line: Line | null): void {
  line?.socket.destroy();
}
