import { setFlagsFromString } from "node:v8";

/**
 * Keeps the young generation small. It would grow to a multiple of what a run keeps: of ten thousand Ingresses that is a
 * quarter of the peak memory, and no time is gained (see bench/). A heap that runs already takes no other limit.
 */
export function boundHeap(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
