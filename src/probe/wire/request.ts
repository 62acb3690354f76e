import { Agent, type IncomingMessage, request as send } from "node:http";
import { isIP, type Socket } from "node:net";
import type { Question, Reply } from "../contract.ts";
import { describeFailure, isCertificateDemand } from "./failures.ts";
import type { WireOptions } from "./transport.ts";

/** Gives one socket to request after request. */
export class OneSocket extends Agent {
  #socket: Socket | null = null;
  #used = false;
  /** Set by whatever ends the socket; its own error says more than that of the request that it cut off. */
  failure: NodeJS.ErrnoException | null = null;

  constructor() {
    super({ keepAlive: true, maxSockets: 1 });
  }

  take(socket: Socket): void {
    this.#socket = socket;
    this.#used = false;
    this.failure = null;
    socket.on("error", (error) => (this.failure ??= error));
  }

  /** Whether a request can go out on it: it is new, or the server kept it. */
  get alive(): boolean {
    if (this.#socket === null || this.#socket.destroyed) return false;
    return !this.#used || Object.keys(this.freeSockets).length > 0;
  }

  /** What there is to say where the connection ended before anything went out on it; null while it stands. */
  get ended(): Reply | null {
    if (this.#socket?.destroyed !== true) return null;
    return failureOf(this.failure ?? Object.assign(new Error("closed"), { code: "ECONNRESET" }));
  }

  /** Whether nothing went out on it yet. */
  get fresh(): boolean {
    return !this.#used;
  }

  override createConnection(): Socket | null {
    this.#used = true;
    return this.#socket;
  }
}

/** Octets of headers that are read: what servers send is a fraction of that. */
const HEADERS = 16 * 1024;
/** Of a page, to tell one from another. */
const PAGE = 2048;
/** A page up to here is read to its end where that saves a handshake. */
const DRAINED = 64 * 1024;
const LOCATION = 4096;

interface Asked {
  readonly question: Question;
  readonly path: string;
  /** Nothing is asked after it. */
  readonly last: boolean;
}

/**
 * One GET, as a browser would send it that was never here: no credentials, no cookies, no body, nothing followed. Not
 * HEAD: verdicts are about what GET gets, some applications answer HEAD in another way or not at all, and the first
 * bytes of a page tell a controller's own from an application's.
 */
export function request({ question, path, last }: Asked, agent: OneSocket, options: WireOptions): Promise<Reply> {
  const { name } = question;
  return new Promise((resolve) => {
    const message = send({
      agent,
      method: "GET",
      path,
      setHost: false,
      headers: { Host: isIP(name) === 6 ? `[${name}]` : name, "User-Agent": options.agent, Accept: "*/*" },
      maxHeaderSize: HEADERS,
    });
    let answer: ((page: string) => Reply) | null = null;
    let page = "";
    const timer = setTimeout(() => {
      finish(answer?.(page) ?? { kind: "silent", detail: "no answer in time" }, false);
    }, options.timeout);
    const finish = (reply: Reply, keep: boolean): void => {
      clearTimeout(timer);
      resolve(reply);
      if (!keep) message.destroy();
    };
    message.on("response", (response) => {
      answer = (text) => answerOf(response, text);
      readPage(response, last, (text, whole) => {
        page = text;
        if (whole !== null) finish(answerOf(response, page), whole);
      });
    });
    message.on("error", (error: NodeJS.ErrnoException) => {
      finish(answer?.(page) ?? failureOf(agent.failure ?? error), false);
    });
    message.on("close", () => {
      finish(
        answer?.(page) ?? { kind: "closed", detail: "the connection was closed", demandsCertificate: false },
        true,
      );
    });
    message.end();
  });
}

/** @param tell the text so far; `whole` says that no more is needed, and whether the connection can be kept */
function readPage(response: IncomingMessage, last: boolean, tell: (text: string, whole: boolean | null) => void): void {
  let text = "";
  let octets = 0;
  response.on("data", (chunk: Buffer) => {
    octets += chunk.length;
    if (text.length < PAGE) text = `${text}${chunk.toString("latin1")}`.slice(0, PAGE);
    const enough = text.length >= PAGE && (last || octets > DRAINED);
    tell(text, enough ? false : null);
  });
  response.on("end", () => tell(text, true));
  response.on("error", () => tell(text, false));
}

function answerOf({ statusCode, headers }: IncomingMessage, text: string): Reply {
  const { location } = headers;
  return {
    kind: "answer",
    status: statusCode ?? 0,
    location: location === undefined ? null : location.slice(0, LOCATION),
    page: [headers["content-type"] ?? "", headers.server ?? "", text].join("\n"),
  };
}

function failureOf(error: NodeJS.ErrnoException): Reply {
  const { code = "" } = error;
  const detail = describeFailure(error);
  if (code.startsWith("HPE_")) {
    return { kind: "not-http", detail: code === "HPE_HEADER_OVERFLOW" ? detail : `what comes is no HTTP (${code})` };
  }
  return { kind: "closed", detail, demandsCertificate: isCertificateDemand(error) };
}
