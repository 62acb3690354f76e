import type { Evidence } from "../model/report.ts";
import { visible } from "../model/visible.ts";
import { nameOf } from "./access-input.ts";

/** Values of whole rules and subjects are cut there. */
const LONGEST_VALUE = 160;

/** `file:line:col Kind name field = value: fact`, which editors can jump to. */
export function stepLine({ source, object, field, value, fact }: Evidence): string {
  const where = source === null ? "" : `${source.file}:${source.line}:${source.column} `;
  const what = object === null ? "" : `${object.kind} ${nameOf(object)} `;
  const written = value === null ? "" : ` = ${visible(value, LONGEST_VALUE)}`;
  const subject = `${what}${field}${written}`;
  return visible(`${where}${subject}${subject === "" ? "" : ": "}${fact}`);
}
