/** Writes the clusters that `bench/run.ts` measures, as YAML documents and as the List that `kubectl get -o json` prints. */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { dump } from "js-yaml";
import { cluster } from "./cluster.ts";

export const SIZES = [100, 1_000, 10_000] as const;
export const DATA = join(import.meta.dirname, ".data");

/** Path of a cluster's file; it is written when it is not there. */
export function dataFile(ingresses: number, format: "json" | "yaml"): string {
  const file = join(DATA, `${ingresses}.${format}`);
  if (!existsSync(file)) write(file, format === "json" ? jsonList(ingresses) : yamlDocuments(ingresses));
  return file;
}

function write(file: string, parts: Iterable<string>): void {
  mkdirSync(DATA, { recursive: true });
  const part = `${file}.part`;
  const handle = openSync(part, "w");
  for (const text of parts) writeSync(handle, text);
  closeSync(handle);
  renameSync(part, file);
}

function* jsonList(ingresses: number): Generator<string> {
  yield '{\n    "apiVersion": "v1",\n    "items": [';
  let separator = "\n";
  for (const object of cluster(ingresses)) {
    yield separator + JSON.stringify(object, null, 4).replaceAll(/^/gm, "        ");
    separator = ",\n";
  }
  yield '\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n';
}

function* yamlDocuments(ingresses: number): Generator<string> {
  let separator = "";
  for (const object of cluster(ingresses)) {
    yield separator + dump(object, { lineWidth: -1, seqNoIndent: true });
    separator = "---\n";
  }
}

if (import.meta.main) {
  for (const size of SIZES) {
    for (const format of ["json", "yaml"] as const) process.stdout.write(`${dataFile(size, format)}\n`);
  }
}
