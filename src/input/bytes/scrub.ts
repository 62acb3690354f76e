import { KEY_MARKS, keyRanges } from "../key-text.ts";
import type { MemoryText } from "./text-source.ts";

/** More than any key takes, in PEM or base64. */
const REACH = 1 << 16;
/** What may stand before a mark and belongs to the key. */
const BEFORE = 64;

/** Blanks every private key in a text that stays in memory, wherever it stands: comments, annotations, other formats. */
export function scrub(text: MemoryText): void {
  for (const mark of KEY_MARKS) {
    let at = text.bytes.indexOf(mark);
    while (at >= 0) {
      const start = Math.max(0, at - BEFORE);
      let behind = at + mark.length;
      for (const range of keyRanges(text.bytes.toString("latin1", start, at + REACH))) {
        text.blank(start + range.start, start + range.end);
        behind = Math.max(behind, start + range.end);
      }
      at = text.bytes.indexOf(mark, behind);
    }
  }
}
