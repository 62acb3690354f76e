import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { encodingOf } from "./bytes/decode.ts";
import { FileFeed } from "./bytes/feed.ts";
import { FileText } from "./bytes/text-source.ts";
import type { Collector } from "./collect.ts";
import { InputError, systemReason, unreadable } from "./errors.ts";
import { guarded, readFeed, readMemory } from "./text.ts";

const MIB = 1024 * 1024;
/** Files up to this size stay in memory, with key material blanked; larger ones are opened again for positions. */
const SMALL_FILE = MIB;
/** Bytes of small files that one run keeps. */
const MOST_KEPT = 32 * MIB;
/** UTF-16 has to be turned into UTF-8 as a whole. */
const LARGEST_UTF16 = 64 * MIB;

/** Reads files, keeping account of how much of them stays in memory. */
export class FileReader {
  #kept = 0;

  /** Reads one file, or a pipe that somebody else has open already. */
  read(path: string, into: Collector): void {
    let handle: number | undefined;
    try {
      const opened = openSync(path, "r");
      handle = opened;
      const { size, mtimeMs } = fstatSync(opened);
      guarded(path, into, () => this.#read(opened, path, { size, mtimeMs }, into));
    } catch (error) {
      into.skipped.push(unreadable(path, systemReason(error)));
    } finally {
      if (handle !== undefined) closeSync(handle);
    }
  }

  #read(
    handle: number,
    path: string,
    stamp: { readonly size: number; readonly mtimeMs: number },
    into: Collector,
  ): void {
    const { size } = stamp;
    atMost(size, into.limits.fileBytes);
    // Pipes and files of /proc say that they are empty.
    if (size === 0) {
      const bytes = readStream(handle, into.limits.fileBytes);
      if (bytes.length === 0 && into.named) throw new InputError("the file is empty");
      readMemory(bytes, path, into);
      return;
    }
    const first = Buffer.alloc(Math.min(size, SMALL_FILE));
    const { encoding, begin } = encodingOf(first.subarray(0, readSync(handle, first, 0, first.length, 0)));
    if (encoding !== "utf8") atMost(size, LARGEST_UTF16);
    if (encoding === "utf8" && (size > SMALL_FILE || this.#kept + size > MOST_KEPT)) {
      readFeed(() => new FileFeed(new FileText(path, path, stamp, begin), handle, begin), into);
    } else {
      this.#kept += size;
      readMemory(size > first.length ? readStream(handle, LARGEST_UTF16, first) : first, path, into);
    }
  }
}

function atMost(bytes: number, limit: number): void {
  if (bytes > limit) throw new InputError(`${bytes} bytes, more than ${limit}, the limit`);
}

/** Reads on to the end. */
function readStream(handle: number, limit: number, before?: Buffer): Buffer {
  const chunks: Buffer[] = before === undefined ? [] : [before];
  let length = before?.length ?? 0;
  for (;;) {
    const chunk = Buffer.alloc(MIB);
    const read = readSync(handle, chunk, 0, chunk.length, null);
    if (read === 0) return Buffer.concat(chunks, length);
    chunks.push(chunk.subarray(0, read));
    length += read;
    atMost(length, limit);
  }
}
