import { constants } from "node:crypto";
import { createServer as createHttp2Server, type Http2Server } from "node:http2";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type Server as TlsServer, type TLSSocket } from "node:tls";
import { type Authorities, fingerprint, type Pair } from "./keys.ts";

/**
 * The certificates that the backend shows in turn. What a hop demands is told by which of them it accepts:
 * the plain names against the configured CA, those of a CA that nobody knows, of the right CA with another name or with
 * the pod's address alone, and the last three again from the CA that plays the system's roots.
 */
export const VARIANTS = ["good", "rogue", "wrong-name", "good-ip", "system", "system-ip", "system-wrong-name"] as const;
export type Variant = (typeof VARIANTS)[number];

/** What reached the backend on one connection. */
export interface Arrival {
  /** `namespace/name` of the Services that lead to the address; more than one where they share it. */
  readonly services: readonly string[];
  readonly tls: boolean;
  readonly serverName: string | null;
  readonly clientCertificate: boolean;
  /** A request arrived, not a handshake alone. */
  readonly request: boolean;
}

export interface BackendNames {
  readonly dns: readonly string[];
  readonly uri: readonly string[];
  readonly ip: readonly string[];
}

/** Version 1 of its records. What arrived is known; nobody here speaks it. */
const FASTCGI = "\u0001";
const HTTP2_PREFACE = "PRI * HTTP/2.0";

/** One recording backend for all Services: the first byte tells TLS from clear text, every connection ends after one answer. */
export class Backend {
  readonly #tls: TlsServer;
  readonly #http2: Http2Server;
  readonly #listeners: Server[] = [];
  readonly #open = new Set<Socket>();
  readonly #services = new Map<string, Set<string>>();
  readonly #authorities: Authorities;
  #pairs: ReadonlyMap<Variant, Pair> = new Map();
  #arrivals: Arrival[] = [];
  /** Answers leave the connection open. */
  keepsConnections = false;

  constructor(authorities: Authorities) {
    this.#authorities = authorities;
    this.#tls = createTlsServer({
      requestCert: true,
      rejectUnauthorized: false,
      // A resumed session would answer for the certificate that was shown before.
      secureOptions: constants.SSL_OP_NO_TICKET,
    });
    this.#tls.on("secureConnection", (socket: TLSSocket) => this.#answerTls(socket));
    this.#tls.on("tlsClientError", (_, socket) => {
      this.#record(socket, { tls: true, serverName: null, clientCertificate: false, request: false });
      socket.destroy();
    });
    this.#http2 = createHttp2Server();
    this.#http2.on("stream", (stream) => {
      const socket = stream.session?.socket;
      const seen = { tls: false, serverName: null, clientCertificate: false, request: true };
      // Inside TLS it is recorded already.
      if (socket !== undefined && stream.session?.encrypted !== true) this.#record(socket, seen);
      stream.respond({ ":status": 200 });
      stream.end("lab\n");
      // One request per connection, as with HTTP/1.
      stream.on("close", () => stream.session?.close());
    });
    this.#http2.on("sessionError", () => {});
  }

  /** Makes the certificates for the names of a case. */
  prepare({ dns, uri, ip }: BackendNames): void {
    const { own, system, rogue } = this.#authorities;
    const right = { dns, uri };
    const wrong = { dns: ["elsewhere.invalid"] };
    this.#pairs = new Map<Variant, Pair>([
      ["good", own.issue(right)],
      ["rogue", rogue.issue({ ...right, ip })],
      ["wrong-name", own.issue(wrong)],
      ["good-ip", own.issue({ commonName: "pod", ip, uri })],
      ["system", system.issue(right)],
      ["system-ip", system.issue({ commonName: "pod", ip, uri })],
      ["system-wrong-name", system.issue(wrong)],
    ]);
    this.show("good");
  }

  /** Shows another certificate from now on, and ends every connection that saw the one before. */
  show(variant: Variant): void {
    const pair = this.#pairs.get(variant);
    if (pair === undefined) throw new Error(`no certificate for ${variant}`);
    this.#tls.setSecureContext({ cert: pair.certificate, key: pair.key });
    for (const socket of this.#open) socket.destroy();
    this.#arrivals = [];
  }

  get fingerprints(): ReadonlySet<string> {
    return new Set([...this.#pairs.values()].map((pair) => fingerprint(pair.certificate)));
  }

  /** What arrived since it was last asked. */
  take(): readonly Arrival[] {
    const taken = this.#arrivals;
    this.#arrivals = [];
    return taken;
  }

  async listen(address: string, port: number, service: string): Promise<void> {
    const key = `${address}:${port}`;
    const known = this.#services.get(key);
    if (known !== undefined) {
      known.add(service);
      return;
    }
    this.#services.set(key, new Set([service]));
    const server = createServer((socket) => this.#accept(socket));
    this.#listeners.push(server);
    await new Promise<void>((resolve, reject) => {
      server.on("error", reject);
      server.listen(port, address, resolve);
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    const closing = this.#listeners.splice(0).map((server) => new Promise((resolve) => server.close(resolve)));
    await Promise.all(closing);
    this.#services.clear();
  }

  #accept(socket: Socket): void {
    this.#open.add(socket);
    socket.on("close", () => this.#open.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.once("data", (chunk: Buffer) => {
      socket.pause();
      socket.unshift(chunk);
      if (chunk[0] === 0x16) {
        this.#tls.emit("connection", socket);
        return;
      }
      if (chunk.subarray(0, 4).toString("latin1") === "PRI ") {
        this.#http2.emit("connection", socket);
        return;
      }
      this.#answer(socket, () => {
        this.#record(socket, { tls: false, serverName: null, clientCertificate: false, request: true });
      });
    });
  }

  #answerTls(socket: TLSSocket): void {
    const serverName = typeof socket.servername === "string" ? socket.servername : null;
    const clientCertificate = Object.keys(socket.getPeerCertificate()).length > 0;
    // Of a closed socket nobody knows the address any more.
    const services = this.#servicesAt(socket);
    socket.on("error", () => socket.destroy());
    let request = false;
    // A client that dislikes the certificate may say so only after the handshake.
    socket.on("close", () => {
      if (!request) this.#arrivals.push({ services, tls: true, serverName, clientCertificate, request });
    });
    this.#answer(socket, () => {
      request = true;
      this.#arrivals.push({ services, tls: true, serverName, clientCertificate, request });
    });
  }

  /** @param begins is told of the first bytes of each request */
  #answer(socket: Socket | TLSSocket, begins: () => void): void {
    let seen = "";
    const hear = (chunk: Buffer): void => {
      if (seen === "") begins();
      seen += chunk.toString("latin1");
      if (seen.startsWith(FASTCGI)) return void socket.end();
      if (seen.startsWith(HTTP2_PREFACE)) {
        // Inside TLS, with or without a word about it in the handshake.
        socket.off("data", hear);
        socket.pause();
        socket.unshift(chunk);
        this.#http2.emit("connection", socket);
        return;
      }
      if (!seen.includes("\r\n\r\n")) return;
      seen = "";
      const head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n";
      if (this.keepsConnections) socket.write(`${head}\r\nlab\n`);
      else socket.end(`${head}Connection: close\r\n\r\nlab\n`);
    };
    socket.on("data", hear);
    socket.resume();
  }

  #record(socket: Socket | TLSSocket, arrival: Omit<Arrival, "services">): void {
    this.#arrivals.push({ ...arrival, services: this.#servicesAt(socket) });
  }

  #servicesAt(socket: Socket | TLSSocket): readonly string[] {
    return [...(this.#services.get(`${socket.localAddress}:${socket.localPort}`) ?? [])];
  }
}
