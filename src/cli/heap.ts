import { statSync } from "node:fs";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

const MIB = 1024 * 1024;
/** Below that, the heap stays small by itself. */
const LARGE = 16 * MIB;
/** Of the young generation: enough that short-lived objects die in it, a fraction of what it would grow to. */
const WANTED = 16 * MIB;
const MOST_ROUNDS = 20;

/**
 * Keeps the young generation small where much is read. It would grow to a multiple of what a run keeps: with ten thousand
 * Ingresses that is a quarter of the peak memory, for no time gained (see bench/). A heap that runs already takes no
 * limit; but it can be made to grow to what is wanted, and told to grow no more.
 * @param paths what is read; none for a cluster
 */
export function boundHeap(paths: readonly string[]): void {
  if (paths.length > 0 && paths.every((path) => sizeOf(path) < LARGE)) return;
  for (let round = 0; round < MOST_ROUNDS && youngSize() < WANTED; round++) {
    Array.from({ length: 40_000 }, (_, index) => ({ index }));
  }
  setFlagsFromString("--semi-space-growth-factor=1");
}

/** Bytes of a file; of standard input, nobody knows. */
function sizeOf(path: string): number {
  if (path === "-") return Number.POSITIVE_INFINITY;
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function youngSize(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.space_size ?? 0;
}
