import { request as requestHttp, type IncomingMessage, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import { createGunzip } from "node:zlib";
import { TooLargeError } from "./errors.ts";

/** One request. Only reads, and the reviews that ask what may be read, are ever sent. */
export interface ApiRequest {
  /** Path and query, e.g. `/api/v1/services?limit=500`. */
  readonly path: string;
  readonly accept?: string | undefined;
  /** The review that is posted; a plain GET without one. */
  readonly review?: unknown;
  /** Bytes of the answer, unpacked. */
  readonly mostBytes?: number | undefined;
  /** Takes the answer in: the bytes of the one before are gone then. Left out, each answer has memory of its own. */
  readonly into?: AnswerMemory | undefined;
}

export interface ApiAnswer {
  readonly status: number;
  /** The caller's alone, until the next answer into the same memory: it may be blanked. */
  readonly bytes: Buffer;
  /** Seconds, where the server says when to come again. */
  readonly retryAfter: number | null;
}

export class TimeoutError extends Error {}

const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Sends one request and reads its answer.
 * @param options of the connection: TLS, credentials, agent
 * @param timeout milliseconds for all of it; 0 for none
 * @throws TimeoutError, TooLargeError, or an error of the connection
 */
export function sendOnce(server: URL, options: RequestOptions, call: ApiRequest, timeout: number): Promise<ApiAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
  const body = call.review === undefined ? null : Buffer.from(JSON.stringify(call.review));
  const send = server.protocol === "http:" ? requestHttp : requestHttps;
  const sent = send(
    new URL(`${server.pathname.replace(/\/$/, "")}${call.path}`, server),
    {
      ...options,
      method: body === null ? "GET" : "POST",
      headers: {
        ...options.headers,
        accept: call.accept ?? "application/json",
        "accept-encoding": "gzip",
        "user-agent": "lasthop",
        ...(body === null ? {} : { "content-type": "application/json", "content-length": body.length }),
      },
    },
    (response) => {
      collect(response, call.mostBytes ?? MOST_BYTES, call.into ?? new AnswerMemory()).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, bytes, retryAfter: seconds(response) }),
        (error: unknown) => {
          sent.destroy();
          reject(error);
        },
      );
    },
  );
  const timer =
    timeout === 0 ? undefined : setTimeout(() => sent.destroy(new TimeoutError("no answer in time")), timeout);
  sent.on("error", reject);
  sent.end(body ?? undefined);
  return promise.finally(() => clearTimeout(timer));
}

async function collect(response: IncomingMessage, most: number, into: AnswerMemory): Promise<Buffer> {
  const packed = response.headers["content-encoding"] === "gzip";
  const stream = packed ? response.pipe(createGunzip()) : response;
  if (packed) response.on("error", (error) => stream.destroy(error));
  into.clear();
  try {
    for await (const chunk of stream) {
      const bytes: Buffer = chunk;
      into.add(bytes);
      // A page of Secrets holds keys: one copy is enough to look after.
      bytes.fill(0);
      if (into.length > most) throw new TooLargeError(`more than ${most} bytes`);
    }
  } catch (error) {
    into.clear();
    throw error;
  }
  return into.bytes();
}

const FIRST_SIZE = 64 * 1024;

/**
 * Memory for one answer at a time. The pages of a list follow each other in it: a new piece of memory for each would
 * stay with the process as a fragment, which comes to a sixth of the peak in a large cluster.
 */
export class AnswerMemory {
  #buffer: Buffer = Buffer.alloc(0);
  length = 0;

  add(bytes: Buffer): void {
    const end = this.length + bytes.length;
    if (end > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(FIRST_SIZE, 2 * end));
      this.bytes().copy(larger);
      this.clear();
      this.#buffer = larger;
    }
    bytes.copy(this.#buffer, end - bytes.length);
    this.length = end;
  }

  /** A view, good until the next answer comes in. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.length);
  }

  clear(): void {
    this.bytes().fill(0);
    this.length = 0;
  }
}

/** `Retry-After` in seconds; the API server never sends a date. */
function seconds(response: IncomingMessage): number | null {
  const value = response.headers["retry-after"];
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
}
