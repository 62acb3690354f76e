import { EVENT_ID } from "js-yaml";
import type { MemoryText } from "../bytes/text-source.ts";
import { LAST_APPLIED } from "../kinds.ts";
import type { YamlEvents } from "./events.ts";
import { locateInYaml } from "./locate.ts";

/** Blanks all values of a Secret in the text that is kept for positions. */
export function blankSecret(text: MemoryText, start: number, doc: YamlEvents, object: number): void {
  for (const part of [["data"], ["stringData"], ["metadata", "annotations", LAST_APPLIED]]) {
    const { node, steps, holds } = locateInYaml(doc, object, part);
    if (steps < part.length) continue;
    const values = doc.target(node);
    const end = doc.end(values);
    // Of a mapping every second node is a key.
    for (
      let index = holds ? values + 1 : values, isKey = holds;
      index < end - (holds ? 1 : 0);
      isKey = holds && !isKey
    ) {
      if (!isKey) blankNode(text, start, doc, doc.target(index));
      index = doc.end(index);
    }
  }
}

function blankNode(text: MemoryText, start: number, doc: YamlEvents, node: number): void {
  const end = doc.end(node);
  for (let index = node; index < end; index++) {
    const event = doc.events[index];
    if (event?.type !== EVENT_ID.SCALAR || event.valueStart < 0) continue;
    text.blank(
      start + doc.byteOffset(doc.original(event.valueStart)),
      start + doc.byteOffset(doc.original(event.valueEnd)),
    );
  }
}
