import type { Streams } from "./streams.ts";

export interface ProgressLine {
  show(text: string): void;
  clear(): void;
}

/** Milliseconds between two texts. */
const PACE = 100;

/** One line at the bottom of a terminal that says how far a run is; nothing where nobody looks. */
export function progressLine(streams: Streams, quiet: boolean): ProgressLine {
  if (quiet || streams.stderr.isTTY !== true) return { show: () => {}, clear: () => {} };
  let length = 0;
  let last = Number.NEGATIVE_INFINITY;
  return {
    show(text) {
      const now = performance.now();
      if (now - last < PACE) return;
      last = now;
      streams.stderr.write(`${text.padEnd(length)}\r`);
      length = text.length;
    },
    clear() {
      if (length > 0) streams.stderr.write(`${" ".repeat(length)}\r`);
      length = 0;
      last = Number.NEGATIVE_INFINITY;
    },
  };
}
