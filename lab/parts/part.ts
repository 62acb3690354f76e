import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** Something that the lab runs and the repository does not hold. One folder each, with a `part.ts`. */
export interface Part {
  readonly id: string;
  /** What it is, in a few words. */
  readonly title: string;
  readonly version: string;
  /** Without it there is no lab at all. */
  readonly needed: boolean;
  /** Where it comes from, as setup says it. */
  readonly from: string;
  /** What lies in its folder when it is there. */
  readonly files: readonly string[];
  /** Brings the files into an empty folder. Throws an error whose message says why it could not. */
  bring(folder: string): Promise<void>;
}

export const CACHE = resolve(import.meta.dirname, "../../.cache/lab");

/** The folder of a part: one per version, so that a newer one never meets an older one's files. */
export function folderOf(part: Part): string {
  return join(CACHE, `${part.id}-${part.version}`);
}

export function isPresent(part: Part): boolean {
  return part.files.every((file) => existsSync(join(folderOf(part), file)));
}
