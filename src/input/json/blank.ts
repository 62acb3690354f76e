import type { FieldPath } from "../../model/objects.ts";
import type { MemoryText } from "../bytes/text-source.ts";
import { LAST_APPLIED } from "../kinds.ts";
import { jsonLocator } from "./locate.ts";
import { endOf, isContainer, membersOf } from "./scan.ts";

/** Blanks all values of a Secret in the text that is kept for positions. */
export function blankSecret(
  text: MemoryText,
  { start, end }: { readonly start: number; readonly end: number },
  object: FieldPath,
): void {
  const bytes = text.read(start, end);
  const locate = jsonLocator(bytes);
  for (const part of [["data"], ["stringData"], ["metadata", "annotations", LAST_APPLIED]]) {
    const { value, steps } = locate([...object, ...part]);
    if (value === null || steps < object.length + part.length) continue;
    const held = isContainer(bytes, value)
      ? [...membersOf(bytes, value)]
      : [{ start: value, end: endOf(bytes, value) }];
    for (const { start: from, end: to } of held) text.blank(start + from + 1, start + to - 1);
  }
}
