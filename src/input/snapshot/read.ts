import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { KubeObject } from "../../model/objects.ts";
import { isFields, text } from "../../model/read.ts";
import type { ReadInput } from "../contract.ts";
import { InputError, systemReason, unreadable } from "../errors.ts";
import { withoutKeys } from "../key-text.ts";
import { DEFAULT_LIMITS } from "../limits.ts";
import { takenObject } from "../object.ts";
import { deeperThan } from "../shape.ts";
import { parseFacts, parseHeader, type SnapshotHeader } from "./format.ts";

/** Reads a snapshot as one input among others: what is wrong with it is in the summary. */
export async function readSnapshotFile(file: string): Promise<ReadInput> {
  try {
    return await readSnapshot(file);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const skipped = [unreadable(file, error.message)];
    return { objects: [], summaries: [{ kind: "snapshot", name: file, objects: 0, skipped }] };
  }
}

/**
 * Reads a snapshot line by line. Half a snapshot is none: the cluster would look smaller than it is.
 * @throws InputError with a reason that follows the file's name
 */
export async function readSnapshot(file: string): Promise<ReadInput> {
  const objects: KubeObject[] = [];
  let header: SnapshotHeader | null = null;
  let number = 0;
  for await (const line of linesOf(file)) {
    number++;
    const value = parsed(line, number);
    if (header === null) header = parseHeader(value);
    else objects.push(restored(value, file, number));
  }
  if (header === null) throw new InputError("is no snapshot: it is empty");
  if (header.objects !== objects.length) {
    throw new InputError(`is damaged: it holds ${objects.length} objects, and says ${header.objects}`);
  }
  const { skipped, coverage } = header;
  return {
    objects,
    summaries: [{ kind: "snapshot", name: file, objects: objects.length, skipped: [...skipped] }],
    coverage,
  };
}

const LINE_FEED = 0x0a;

/** Unpacks as it goes, within the limits that files have: a small file may unpack to anything. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  const { fileBytes, documentBytes } = DEFAULT_LIMITS;
  let rest: Buffer[] = [];
  let length = 0;
  let total = 0;
  for await (const chunk of unpacked(file)) {
    total += chunk.length;
    if (total > fileBytes) throw new InputError(`unpacks to more than ${fileBytes} bytes, the limit`);
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      yield rest.length === 0 ? chunk.subarray(from, end) : Buffer.concat([...rest, chunk.subarray(from, end)]);
      rest = [];
      length = 0;
      from = end + 1;
    }
    length += chunk.length - from;
    if (length > documentBytes) throw new InputError(`has a line of more than ${documentBytes} bytes, the limit`);
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (length > 0) throw new InputError("is damaged: it ends in the middle of a line");
}

async function* unpacked(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file, { highWaterMark: 1 << 18 });
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  source.on("error", (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) yield chunk as Buffer;
  } catch (error) {
    throw packingError(error);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function packingError(error: unknown): unknown {
  if (error instanceof InputError || !(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  if (code === "Z_BUF_ERROR") return new InputError("is cut off: the snapshot was not written to its end");
  if (!code.startsWith("Z_")) return new InputError(systemReason(error));
  const foreign = error.message.includes("header");
  return new InputError(foreign ? "is no snapshot: it is not packed with gzip" : "is damaged: it cannot be unpacked");
}

/** The parser's own message would quote the line. */
function parsed(line: Buffer, number: number): unknown {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    throw new InputError(number === 1 ? "is no snapshot of lasthop" : `is damaged: line ${number} is no JSON`);
  }
}

function restored(value: unknown, file: string, number: number): KubeObject {
  const body = isFields(value) ? value["body"] : undefined;
  const [apiVersion, kind] = [text(body, "apiVersion"), text(body, "kind")];
  if (
    !isFields(body) ||
    apiVersion === undefined ||
    kind === undefined ||
    text(body, "metadata", "name") === undefined
  ) {
    throw new InputError(`is damaged: line ${number} is no object`);
  }
  if (deeperThan(body, DEFAULT_LIMITS.depth)) {
    throw new InputError(`line ${number} is nested deeper than ${DEFAULT_LIMITS.depth} levels, the limit`);
  }
  const origin = { name: file, offset: number, locate: () => null };
  const object = takenObject({ apiVersion, kind, body: withoutKeys({ ...body }), origin });
  const secret = isFields(value) ? value["secret"] : undefined;
  return secret === undefined ? object : { ...object, secret: parseFacts(secret) };
}
