import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import type { KubeObject } from "../model/objects.ts";
import { isFields } from "../model/read.ts";
import type { ReadInput } from "./contract.ts";
import { systemReason, unreadable } from "./errors.ts";
import { withoutKeys } from "./key-text.ts";
import { type ReadOptions, readInput } from "./read.ts";

/** Values are small; a larger file is something else. */
const LARGEST = 4 * 1024 * 1024;

/**
 * Reads what `--controller-config` names: manifests as they are, and a file of Helm values (a mapping without
 * apiVersion and kind) as one object of kind HelmValues, whose position is the file's.
 */
export async function readControllerConfig(file: string, options: ReadOptions = {}): Promise<ReadInput> {
  let values: unknown;
  try {
    const text = readFileSync(file, "utf8");
    values = text.length > LARGEST ? null : load(text, { maxAliases: 50 });
  } catch (error) {
    const isSystem = error instanceof Error && "code" in error && typeof error.code === "string";
    if (isSystem) return { objects: [], summaries: [summary(file, 0, systemReason(error))] };
    // Several documents, or no YAML at all: the reader of manifests says it with the position.
    values = null;
  }
  if (!isFields(values) || values["kind"] !== undefined) return readInput([file], options);
  const object: KubeObject = {
    apiVersion: "lasthop.dev/v1",
    kind: "HelmValues",
    namespace: options.namespace ?? "default",
    name: file,
    body: { values: withoutKeys(values) },
    origin: { name: file, offset: 0, locate: () => ({ file, line: 1, column: 1 }) },
  };
  return { objects: [object], summaries: [summary(file, 1, null)] };
}

function summary(file: string, objects: number, problem: string | null): ReadInput["summaries"][number] {
  return { kind: "files", name: file, objects, skipped: problem === null ? [] : [unreadable(file, problem)] };
}
