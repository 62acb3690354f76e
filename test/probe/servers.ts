import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createSecureContext, createServer as createTlsServer, type TlsOptions } from "node:tls";
import type { KeyPair } from "../support/certificates.ts";

/** Servers on the loopback that answer as controllers do, or as nobody should. */
export interface Running {
  readonly port: number;
  /** Of HTTP: what was asked, in order. */
  readonly asked: IncomingMessage[];
  /** Octets that came, as they came. */
  readonly received: string[];
  connections: number;
  stop(): Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** The page that ingress-nginx gives for a name that it does not know. */
export const NOT_FOUND =
  "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

export function page(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Handler {
  return (_, response) => {
    response.writeHead(status, { "Content-Type": "text/html", "Content-Length": Buffer.byteLength(body), ...headers });
    response.end(body);
  };
}

/** One handler per host; others get the default page. */
export function byHost(hosts: Readonly<Record<string, Handler>>): Handler {
  return (request, response) => {
    const own = Object.hasOwn(hosts, request.headers.host ?? "") ? hosts[request.headers.host ?? ""] : undefined;
    (own ?? page(404, NOT_FOUND))(request, response);
  };
}

export async function httpServer(handler: Handler, host = "127.0.0.1"): Promise<Running> {
  const asked: IncomingMessage[] = [];
  const http = createHttpServer({ maxHeaderSize: 65_536 }, (request, response) => {
    asked.push(request);
    handler(request, response);
  });
  return await running(http, host, asked, []);
}

export interface Names {
  /** Shown to names that are not listed. */
  readonly default: KeyPair;
  readonly names: Readonly<Record<string, KeyPair>>;
}

/** HTTPS with a certificate per name. */
export async function tlsServer(
  handler: Handler,
  { default: own, names }: Names,
  options: TlsOptions = {},
  host = "127.0.0.1",
): Promise<Running> {
  const asked: IncomingMessage[] = [];
  const http = createHttpServer((request, response) => {
    asked.push(request);
    handler(request, response);
  });
  const contextOf = ({ certificate, key }: KeyPair) => createSecureContext({ ...options, cert: certificate, key });
  const contexts = new Map(Object.entries(names).map(([name, pair]) => [name, contextOf(pair)]));
  const secure = createTlsServer(
    {
      cert: own.certificate,
      key: own.key,
      SNICallback: (name, done) => done(null, contexts.get(name)),
      ...options,
    },
    (socket) => http.emit("connection", socket),
  );
  secure.on("tlsClientError", () => {});
  return await running(secure, host, asked, []);
}

/** A server that gets the bare socket. */
export async function rawServer(talk: (socket: Socket) => void): Promise<Running> {
  const received: string[] = [];
  const server = createTcpServer((socket) => {
    socket.on("error", () => {}).on("data", (chunk: Buffer) => received.push(chunk.toString("latin1")));
    talk(socket);
  });
  return await running(server, "127.0.0.1", [], received);
}

async function running(server: Server, host: string, asked: IncomingMessage[], received: string[]): Promise<Running> {
  const sockets = new Set<Socket>();
  const state: Running = { port: 0, asked, received, connections: 0, stop };
  server.on("connection", (socket) => {
    state.connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, resolve);
  });
  return Object.assign(state, { port: (server.address() as AddressInfo).port });

  async function stop(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}
