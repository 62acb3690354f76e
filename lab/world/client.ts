import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { createHash } from "node:crypto";
import type { Pair } from "./keys.ts";

export interface Question {
  readonly port: number;
  readonly tls: boolean;
  readonly host: string;
  readonly path: string;
  readonly certificate?: Pair;
}

/** What one request got. It follows nothing, verifies nothing and reuses nothing. */
export interface Reply {
  /** null where no HTTP answer came. */
  readonly status: number | null;
  readonly location: string | null;
  /** SHA-256 of the certificate that was shown, in hexadecimal. */
  readonly fingerprint: string | null;
  /** The server asked for a client certificate. */
  readonly asksCertificate: boolean;
  /** Why no answer came. */
  readonly error: string | null;
}

const LIMIT = 5000;

export function ask(question: Question): Promise<Reply> {
  return new Promise((resolve) => {
    const { port, tls, host, path, certificate } = question;
    let [received, fingerprint, asksCertificate, error]: [string, string | null, boolean, string | null] = [
      "",
      null,
      false,
      null,
    ];
    const look = (socket: TLSSocket): void => {
      const peer = socket.getPeerCertificate();
      if (peer?.raw !== undefined) fingerprint = createHash("sha256").update(peer.raw).digest("hex");
      // OpenSSL fills these on the client's side only from a CertificateRequest.
      asksCertificate = socket.getSharedSigalgs().length > 0;
    };
    const socket: Socket | TLSSocket = tls
      ? connectTls({
          host: "127.0.0.1",
          port,
          ...(isIP(host) === 0 ? { servername: host } : {}),
          rejectUnauthorized: false,
          // As every client of HTTPS: some servers tell those from others by it.
          ALPNProtocols: ["http/1.1"],
          ...(certificate === undefined ? {} : { cert: certificate.certificate, key: certificate.key }),
        })
      : connectPlain({ host: "127.0.0.1", port });
    const send = (): void => {
      if ("getSharedSigalgs" in socket) look(socket);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: lab\r\nConnection: close\r\n\r\n`);
    };
    socket.on(tls ? "secureConnect" : "connect", send);
    socket.setTimeout(LIMIT, () => {
      error = "no answer in time";
      socket.destroy();
    });
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      if (received.includes("\r\n\r\n")) socket.destroy();
    });
    socket.on("error", (reason: Error & { code?: string }) => {
      error = reason.code ?? reason.message;
    });
    socket.on("close", () => {
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(received)?.[1];
      resolve({
        status: status === undefined ? null : Number(status),
        location: /^location: *(.*?)\r?$/im.exec(received)?.[1] ?? null,
        fingerprint,
        asksCertificate,
        error: status === undefined ? (error ?? "the connection was closed") : null,
      });
    });
  });
}
