import { isUtf8 } from "node:buffer";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { InputError } from "../errors.ts";
import { type Extent, isContainer, itemsOf, type Layout, membersOf } from "./scan.ts";

/**
 * A value from the bytes of one JSON text. Duplicate keys are refused.
 * @throws InputError with the offset in bytes
 */
export function parseJson(bytes: Buffer, extent: Extent): unknown {
  if (!isUtf8(bytes)) throw new InputError("not UTF-8 text (another encoding, or binary data)", 0);
  const text = bytes.toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw syntaxError(text);
  }
  if (extent.members < 0 || countKeys(value) !== extent.members) {
    const twice = duplicate(bytes, 0);
    if (twice !== null) {
      throw new InputError(`the key ${JSON.stringify(twice.key.slice(0, 80))} stands here twice`, twice.offset);
    }
  }
  return value;
}

/**
 * The value of an object that was found by its layout; undefined where its text is not what kubectl prints for it, so
 * that its bytes have to be looked at one by one: another end, a key that stands twice, too many levels.
 */
export function parseLayout(window: Buffer, { start, end, lineBreaks }: Layout, maxDepth: number): unknown {
  const bytes = window.subarray(start, end);
  if (!isUtf8(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return printedLineBreaks(value, maxDepth) === lineBreaks ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Line breaks of a value as kubectl prints it: one behind each opening bracket and each member. */
function printedLineBreaks(value: unknown, levels: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (levels <= 0) return Number.NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += 1 + printedLineBreaks(item, levels - 1);
  } else {
    for (const item of Object.values(value)) count += 1 + printedLineBreaks(item, levels - 1);
  }
  return count === 0 ? 0 : count + 1;
}

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item);
    return count;
  }
  for (const item of Object.values(value)) count += 1 + countKeys(item);
  return count;
}

function duplicate(bytes: Buffer, value: number): { key: string; offset: number } | null {
  const seen = new Set<string>();
  for (const { key, keyStart, start } of membersOf(bytes, value)) {
    if (seen.has(key)) return { key, offset: keyStart };
    seen.add(key);
    const inner = isContainer(bytes, start) ? duplicate(bytes, start) : null;
    if (inner !== null) return inner;
  }
  for (const item of itemsOf(bytes, value)) {
    const inner = isContainer(bytes, item) ? duplicate(bytes, item) : null;
    if (inner !== null) return inner;
  }
  return null;
}

/** The engine's own message quotes the text, which may be a secret. */
function syntaxError(text: string): InputError {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  const [first] = errors;
  if (first === undefined) return new InputError("not valid JSON", 0);
  const code = printParseErrorCode(first.error)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
  return new InputError(`not valid JSON: ${code}`, Buffer.byteLength(text.slice(0, first.offset)));
}
