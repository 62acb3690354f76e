import type { FieldPath } from "../model/objects.ts";
import type { Locate, Located } from "./origin.ts";

/** What makes an edit in a slice: the bytes from `start` up to `end` become `text`. */
export interface BytePatch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The value of a field now, and what it is to be: a text, or null to take the field away. */
export interface Wanted {
  readonly current: unknown;
  readonly value: string | null;
}

/**
 * The text that makes an edit, YAML or JSON alike. null where a text edit could go wrong: aliases, values over several
 * lines, and anything else whose end is not certain; half an edit is worse than none.
 */
export function patchOf(bytes: Buffer, locate: Locate, path: FieldPath, { current, value }: Wanted): BytePatch | null {
  const found = locate(path);
  if (found.steps < path.length) return value === null ? null : insertion(bytes, locate, path, value);
  if (found.holds || found.value === null) return null;
  const end = scalarEnd(bytes, found.value, current);
  if (end === null) return null;
  if (value === null) return lineRemoval(bytes, found, end);
  return { start: found.value, end, text: JSON.stringify(value) };
}

const NEWLINE = 10;

/** Where a scalar on one line ends, if it is what was read. */
function scalarEnd(bytes: Buffer, start: number, current: unknown): number | null {
  if (typeof current !== "string" && typeof current !== "number" && typeof current !== "boolean") return null;
  const line = bytes.toString("utf8", start, lineEnd(bytes, start));
  const text = String(current);
  const written = [JSON.stringify(text), `'${text.replaceAll("'", "''")}'`, text].find((form) => line.startsWith(form));
  if (written === undefined || written === "") return null;
  const rest = line.slice(written.length);
  if (!/^\s*(?:[,}\]].*|\s#.*)?$/.test(rest) || /\s#/.test(text)) return null;
  return start + Buffer.byteLength(written);
}

/** A key and its value that have their lines to themselves go with them. */
function lineRemoval(bytes: Buffer, { key }: Located, end: number): BytePatch | null {
  if (key === null) return null;
  const start = lineStart(bytes, key);
  const next = lineEnd(bytes, end);
  if (bytes.toString("latin1", start, key).trim() !== "") return null;
  if (!/^\s*(?:#.*)?$/.test(bytes.toString("latin1", end, next)) || next >= bytes.length) return null;
  return { start, end: next + 1, text: "" };
}

/** A new field stands first in its mapping; at most one mapping around it is made too. */
function insertion(bytes: Buffer, locate: Locate, path: FieldPath, value: string): BytePatch | null {
  for (const missing of [1, 2]) {
    const parent = locate(path.slice(0, -missing));
    const names = path.slice(-missing);
    if (parent.steps < path.length - missing) continue;
    if (!parent.holds || parent.value === null || names.some((name) => typeof name === "number")) return null;
    return intoMapping(bytes, parent.value, names.map(String), value);
  }
  return null;
}

function intoMapping(bytes: Buffer, start: number, names: readonly string[], value: string): BytePatch | null {
  const first = bytes.toString("latin1", start, start + 1);
  if (first === "{") {
    const isEmpty = /^\{\s*\}/.test(bytes.toString("latin1", start, start + 200));
    const inner = names
      .toReversed()
      .reduce((text, name) => `{${JSON.stringify(name)}: ${text}}`, JSON.stringify(value));
    return { start: start + 1, end: start + 1, text: `${inner.slice(1, -1)}${isEmpty ? "" : ", "}` };
  }
  const before = bytes.toString("latin1", lineStart(bytes, start), start);
  // What stands before the first key of a block is spaces, and dashes of lists; nothing else is certain.
  if (!/^[ -]*$/.test(before) || !/[A-Za-z0-9"']/.test(first)) return null;
  const indent = " ".repeat(before.length);
  const lines = names.map((name, depth) => `${indent}${"  ".repeat(depth)}${yamlKey(name)}:`);
  return { start, end: start, text: `${lines.join("\n").trimStart()} ${JSON.stringify(value)}\n${indent}` };
}

function yamlKey(name: string): string {
  return /^[A-Za-z][A-Za-z0-9._/-]*$/.test(name) ? name : JSON.stringify(name);
}

function lineStart(bytes: Buffer, offset: number): number {
  return bytes.lastIndexOf(NEWLINE, offset - 1) + 1;
}

function lineEnd(bytes: Buffer, offset: number): number {
  const end = bytes.indexOf(NEWLINE, offset);
  return end < 0 ? bytes.length : end;
}
