import { readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { fields, text, texts } from "../../model/read.ts";
import { DEFAULT_LIMITS } from "../limits.ts";
import { EVERYTHING } from "../shape.ts";
import { YamlBuilder } from "../yaml/build.ts";
import { YamlEvents } from "../yaml/events.ts";

export const KUSTOMIZATION_FILES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** What has to be known of a kustomization before it is built. */
export interface Kustomization {
  /** A part that others take in, built by them and not on its own. */
  readonly isComponent: boolean;
  /** Real paths of the folders that it builds upon. */
  readonly folders: readonly string[];
  /** What it names that is not on this machine: building it would fetch that. */
  readonly absent: readonly string[];
}

const LISTS = [
  "resources",
  "bases",
  "components",
  "generators",
  "transformers",
  "validators",
  "crds",
  "configurations",
];

/** @returns null when the folder's kustomization cannot be read */
export function readKustomization(folder: string): Kustomization | null {
  const value = parse(folder);
  if (value === null) return null;
  const named = LISTS.flatMap((list) => texts(value, list)).filter((entry) => !entry.includes("\n"));
  const folders: string[] = [];
  const absent: string[] = [];
  for (const entry of named) {
    const path = join(folder, entry);
    const stats = entry.includes("://") ? undefined : statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) absent.push(entry);
    else if (stats.isDirectory()) folders.push(realpathSync(path));
  }
  return { isComponent: text(value, "kind") === "Component", folders, absent };
}

function parse(folder: string): unknown {
  for (const name of KUSTOMIZATION_FILES) {
    try {
      const content = readFileSync(join(folder, name), "utf8");
      const doc = new YamlEvents(content, DEFAULT_LIMITS);
      const [root] = doc.roots();
      return root === undefined ? {} : fields(new YamlBuilder(doc, DEFAULT_LIMITS).build(root, EVERYTHING));
    } catch {
      // Another name, or a file that the tool will complain about better.
    }
  }
  return null;
}
