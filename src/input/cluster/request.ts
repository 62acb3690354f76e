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
}

export interface ApiAnswer {
  readonly status: number;
  /** The caller's alone: it may be blanked. */
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
      collect(response, call.mostBytes ?? MOST_BYTES).then(
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

async function collect(response: IncomingMessage, most: number): Promise<Buffer> {
  const packed = response.headers["content-encoding"] === "gzip";
  const stream = packed ? response.pipe(createGunzip()) : response;
  if (packed) response.on("error", (error) => stream.destroy(error));
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes: Buffer = chunk;
    length += bytes.length;
    if (length > most) throw new TooLargeError(`more than ${most} bytes`);
    chunks.push(bytes);
  }
  const whole = Buffer.concat(chunks, length);
  // A page of Secrets holds keys: one copy is enough to look after.
  for (const chunk of chunks) chunk.fill(0);
  return whole;
}

/** `Retry-After` in seconds; the API server never sends a date. */
function seconds(response: IncomingMessage): number | null {
  const value = response.headers["retry-after"];
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
}
