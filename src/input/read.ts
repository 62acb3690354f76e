import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { Readable } from "node:stream";
import type { InputSummary } from "../model/report.ts";
import { Collector } from "./collect.ts";
import type { InputLimits, ReadInput } from "./contract.ts";
import { InputError, unreadable } from "./errors.ts";
import { FileReader } from "./files.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { Renderer } from "./render/renderer.ts";
import { SNAPSHOT_SUFFIX } from "./snapshot/format.ts";
import { readMemory } from "./text.ts";
import { walk } from "./walk.ts";

/** How to read. Everything is optional. */
export interface ReadOptions {
  /** For namespaced objects that name none; `default` when left out. */
  readonly namespace?: string | undefined;
  readonly limits?: Partial<InputLimits> | undefined;
  /** Read for the path `-`; the process's own when left out. */
  readonly stdin?: Readable | undefined;
  /**
   * Whether Helm charts and kustomizations are rendered with the tools on the search path; true when left out.
   * Told not to, their files are read as they stand.
   */
  readonly render?: boolean | undefined;
  /** Where to look for `helm`, `kustomize` and `kubectl`; the process's PATH when left out. */
  readonly path?: string | undefined;
}

/**
 * Reads objects from a text: YAML, or JSON as kubectl prints it. Pure; what cannot be read is named in the summary.
 * @param name how positions call the text
 */
export function readText(text: string | Buffer, name: string, options: ReadOptions = {}): ReadInput {
  const into = collector(options);
  readMemory(Buffer.from(text), name, into);
  return resultOf("files", name, into);
}

/**
 * Reads files, folders (recursively), snapshots (by their ending, or packed as they are) and, for `-`, standard input. Never throws for what it finds there: all that could
 * not be read is in the summaries, with `error` where it should have been.
 */
export async function readInput(paths: readonly string[], options: ReadOptions = {}): Promise<ReadInput> {
  const files = new FileReader();
  const results: ReadInput[] = [];
  for (const path of paths) {
    if (path === "-") results.push(await readStdin(options));
    else if (path.endsWith(SNAPSHOT_SUFFIX) || isPacked(path))
      results.push(await (await import("./snapshot/read.ts")).readSnapshotFile(path));
    else results.push(...readPath(path, files, options));
  }
  const [first, ...others] = results;
  return {
    objects: results.flatMap((result) => result.objects),
    summaries: results.flatMap((result) => result.summaries),
    // Beside other input a snapshot is a part of something else.
    ...(first?.coverage === undefined || others.length > 0 ? {} : { coverage: first.coverage }),
  };
}

/** Whether a named file is packed with gzip: of what lasthop reads, only snapshots are. */
function isPacked(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  let handle: number | undefined;
  try {
    handle = openSync(path, "r");
    const first = Buffer.alloc(2);
    return readSync(handle, first, 0, 2, 0) === 2 && first.readUInt16BE() === GZIP;
  } catch {
    // Who reads it says why it cannot be read.
    return false;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

const GZIP = 0x1f8b;

function readPath(path: string, files: FileReader, options: ReadOptions): ReadInput[] {
  const into = collector(options);
  const renderer = new Renderer({
    path: options.path ?? process.env["PATH"] ?? "",
    namespace: options.namespace ?? "default",
    named: path,
    collector: () => collector(options),
  });
  walk(path, into, {
    file(file) {
      into.named = file === path;
      files.read(file, into);
    },
    chart: (folder) => options.render !== false && renderer.chart(folder),
    kustomization: (folder) => options.render !== false && renderer.kustomization(folder),
  });
  return [resultOf("files", path, into), ...renderer.results()];
}

async function readStdin(options: ReadOptions): Promise<ReadInput> {
  const into = collector(options);
  try {
    const bytes = await drain(options.stdin ?? process.stdin, into.limits.fileBytes);
    if (bytes.length === 0) throw new InputError("standard input is empty");
    readMemory(bytes, "-", into);
  } catch (error) {
    into.skipped.push(unreadable("-", error instanceof InputError ? error.message : "standard input cannot be read"));
  }
  return resultOf("stdin", "-", into);
}

async function drain(stream: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes: Buffer = Buffer.from(chunk);
    length += bytes.length;
    if (length > limit) throw new InputError(`more than ${limit} bytes, the limit`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, length);
}

function collector(options: ReadOptions): Collector {
  return new Collector(options.namespace ?? "default", { ...DEFAULT_LIMITS, ...options.limits });
}

function resultOf(kind: InputSummary["kind"], name: string, into: Collector): ReadInput {
  return {
    objects: into.objects,
    summaries: [{ kind, name, objects: into.objects.length, skipped: into.summary(name) }],
  };
}
