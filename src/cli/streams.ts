import type { Readable, Writable } from "node:stream";
import { systemReason } from "../input/errors.ts";
import { UsageError } from "./errors.ts";

/** Everything of the outside that a command may touch, handed in so that a test needs no process. */
export interface Streams {
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `.lasthop.yaml` is looked for. */
  readonly directory: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface Output extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Characters that are handed to the operating system at once. */
const BATCH = 1 << 16;

/**
 * Writes pieces of text in batches, at the speed of the reader. A reader that goes away (`| head`) is no error.
 * @param name of the destination, for messages
 * @throws UsageError when the text cannot be written for another reason
 */
export async function writeText(pieces: Iterable<string>, to: Writable, name: string): Promise<void> {
  let batch = "";
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < BATCH) continue;
    if (!(await writeBatch(batch, to, name))) return;
    batch = "";
  }
  if (batch !== "") await writeBatch(batch, to, name);
}

/** @returns false when nobody reads any more */
async function writeBatch(text: string, to: Writable, name: string): Promise<boolean> {
  if (to.destroyed || to.writableEnded) return false;
  const error = await new Promise<Error | null | undefined>((resolve) => to.write(text, resolve));
  if (error === null || error === undefined) return true;
  if ("code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED")) return false;
  throw new UsageError(`cannot write ${name}: ${systemReason(error)}`);
}
