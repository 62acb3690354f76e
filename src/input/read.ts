import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { InputSummary } from "../model/report.ts";
import { Collector } from "./collect.ts";
import type { InputLimits, ReadInput } from "./contract.ts";
import { toUtf8 } from "./decode.ts";
import { InputError, systemReason, unreadable } from "./errors.ts";
import { readJson } from "./json/read.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { TextSource } from "./text-source.ts";
import { readYaml } from "./yaml/read.ts";

/** How to read. Everything is optional. */
export interface ReadOptions {
  /** For namespaced objects that name none; `default` when left out. */
  readonly namespace?: string | undefined;
  readonly limits?: Partial<InputLimits> | undefined;
  /** Read for the path `-`; the process's own when left out. */
  readonly stdin?: Readable | undefined;
  /** Whether Helm charts and kustomizations are rendered with the tools on the path; true when left out. */
  readonly render?: boolean | undefined;
  /** Where to look for `helm`, `kustomize` and `kubectl`; the process's PATH when left out. */
  readonly path?: string | undefined;
}

/** Reads objects from a text: YAML, or JSON as kubectl prints it. Pure; what cannot be read is named in the summary. */
export function readText(text: string | Buffer, name: string, options: ReadOptions = {}): ReadInput {
  const into = new Collector(options.namespace ?? "default", { ...DEFAULT_LIMITS, ...options.limits });
  readBytes(Buffer.from(text), name, into);
  return { objects: into.objects, summaries: [summaryOf("files", name, into)] };
}

/** Reads files, directories (recursively) and, for `-`, standard input. Never throws for what it finds there. */
export async function readInput(paths: readonly string[], options: ReadOptions = {}): Promise<ReadInput> {
  const results: ReadInput[] = [];
  for (const path of paths) results.push(await readPath(path, options));
  return {
    objects: results.flatMap((result) => result.objects),
    summaries: results.flatMap((result) => result.summaries),
  };
}

async function readPath(path: string, options: ReadOptions): Promise<ReadInput> {
  const into = new Collector(options.namespace ?? "default", { ...DEFAULT_LIMITS, ...options.limits });
  if (path === "-") {
    const chunks: Buffer[] = [];
    for await (const chunk of options.stdin ?? process.stdin) chunks.push(Buffer.from(chunk));
    readBytes(Buffer.concat(chunks), "-", into);
    return { objects: into.objects, summaries: [summaryOf("stdin", "-", into)] };
  }
  for (const file of filesOf(path, into)) readFile(file, into);
  return { objects: into.objects, summaries: [summaryOf("files", path, into)] };
}

function filesOf(path: string, into: Collector): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    return entries.flatMap((entry) => {
      if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
      const inner = join(path, entry.name);
      if (entry.isDirectory()) return filesOf(inner, into);
      return /\.(?:ya?ml|json)$/.test(entry.name) ? [inner] : [];
    });
  } catch (error) {
    into.skipped.push(unreadable(path, systemReason(error)));
    return [];
  }
}

function readFile(path: string, into: Collector): void {
  try {
    readBytes(readFileSync(path), path, into);
  } catch (error) {
    into.skipped.push(unreadable(path, systemReason(error)));
  }
}

function readBytes(bytes: Buffer, name: string, into: Collector): void {
  try {
    const source = new TextSource(name, toUtf8(bytes));
    if (/^\s*\{/.test(source.text(0, 200))) readJson(source, into);
    else readYaml(source, into);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    into.skipped.push(unreadable(name, error.message));
  }
}

function summaryOf(kind: InputSummary["kind"], name: string, into: Collector): InputSummary {
  return { kind, name, objects: into.objects.length, skipped: into.summary(name) };
}
