/** Byte ranges of the documents of a YAML text, cut at its `---` lines. */
export function splitDocuments(bytes: Buffer): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  let start = 0;
  for (const marker of markers(bytes)) {
    if (marker > start && !isPrologue(bytes, start, marker)) {
      ranges.push({ start, end: marker });
      start = marker;
    }
  }
  if (start < bytes.length) ranges.push({ start, end: bytes.length });
  return ranges;
}

function* markers(bytes: Buffer): Generator<number> {
  if (isMarker(bytes, 0)) yield 0;
  for (let at = bytes.indexOf("\n---"); at >= 0; at = bytes.indexOf("\n---", at + 1)) {
    if (isMarker(bytes, at + 1)) yield at + 1;
  }
}

function isMarker(bytes: Buffer, at: number): boolean {
  if (bytes[at] !== 45 || bytes[at + 1] !== 45 || bytes[at + 2] !== 45) return false;
  const next = bytes[at + 3];
  return next === undefined || next === 10 || next === 13 || next === 32 || next === 9;
}

/** Directives belong to the document behind the marker. */
function isPrologue(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] === 45) return false;
  const lines = bytes.toString("latin1", start, Math.min(end, start + 4096)).split(/\r?\n/);
  return lines.some((line) => line.startsWith("%")) && lines.every((line) => /^(?:%|#|\s*$)/.test(line));
}
