import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Connection, Handshake, Question } from "../contract.ts";
import { shown } from "./certificate.ts";
import { describeFailure, isRefusal } from "./failures.ts";

/** An open connection. */
export interface Line {
  readonly socket: Socket;
  /** What the handshake told; null in clear. */
  readonly handshake: Handshake | null;
}

type Dialled = Line | { readonly connection: Connection };

/** Connects, and shakes hands where TLS is asked for. Never throws. */
export async function dial(question: Question, timeout: number): Promise<Dialled> {
  const { address, port, tls, name } = question;
  const deadline = Date.now() + timeout;
  const socket = connectPlain({ host: address, port });
  const plain = await settled(socket, "connect", timeout);
  if (plain !== null) {
    socket.destroy();
    const state = isRefusal(plain) ? "closed" : "silent";
    return { connection: { state, detail: describeFailure(plain) } };
  }
  if (!tls) return { socket, handshake: null };
  const secure = connectTls({
    socket,
    ...(isIP(name) === 0 ? { servername: name.replace(/\.$/, "") } : {}),
    // What is shown is looked at, not trusted: nothing secret is sent, and nothing that comes back is believed.
    rejectUnauthorized: false,
    // A server that offers only what nobody should use any more still ends TLS, and that is the question.
    minVersion: "TLSv1",
    ciphers: "DEFAULT@SECLEVEL=0",
    ALPNProtocols: ["http/1.1"],
  });
  const failed = await settled(secure, "secureConnect", Math.max(1, deadline - Date.now()));
  if (failed === null) return { socket: secure, handshake: handshakeOf(secure, name) };
  const asksCertificate = asks(secure);
  secure.destroy();
  socket.destroy();
  if (failed.code === "ETIMEDOUT") {
    return { connection: { state: "silent", detail: `no handshake: ${describeFailure(failed)}` } };
  }
  return { connection: { state: "no-handshake", detail: describeFailure(failed), asksCertificate } };
}

/** Waits for an event. @returns null when it came, else the error; a wait that is too long is ETIMEDOUT */
function settled(socket: Socket, event: string, timeout: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException): void => done(error);
    const close = (): void => done(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" }));
    const come = (): void => done(null);
    const late = (): void => done(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" }));
    const timer = setTimeout(late, timeout);
    function done(error: NodeJS.ErrnoException | null): void {
      clearTimeout(timer);
      socket.off(event, come).off("close", close);
      resolve(error);
    }
    // This one stays: an alert may come at any time, and an error that nobody hears ends the process.
    socket.on("error", fail);
    socket.once(event, come).once("close", close);
  });
}

function handshakeOf(socket: TLSSocket, name: string): Handshake {
  const certificate = socket.getPeerX509Certificate();
  return {
    protocol: socket.getProtocol() ?? "TLS",
    certificate: certificate === undefined ? null : shown(certificate, name),
    asksCertificate: asks(socket),
  };
}

/**
 * Whether the server asked for a client certificate. OpenSSL fills this list on the client's side from a
 * CertificateRequest alone; TLS before 1.2 has none in it, and one in a renegotiation is not seen.
 */
function asks(socket: TLSSocket): boolean | null {
  try {
    if (socket.getSharedSigalgs().length > 0) return true;
    const protocol = socket.getProtocol();
    return protocol === "TLSv1" || protocol === "TLSv1.1" ? null : false;
  } catch {
    return null;
  }
}
