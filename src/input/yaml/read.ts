import { EVENT_ID } from "js-yaml";
import type { FieldPath } from "../../model/objects.ts";
import type { Collector } from "../collect.ts";
import { InputError, leftOut, unreadable } from "../errors.ts";
import { keptOf } from "../kinds.ts";
import { type Slice, TextOrigin } from "../origin.ts";
import type { TextSource } from "../text-source.ts";
import { YamlBuilder } from "./build.ts";
import { YamlEvents } from "./events.ts";
import { locateInYaml } from "./locate.ts";
import { splitDocuments } from "./split.ts";

/** Lists in lists that are followed. */
const LIST_DEPTH = 4;

/** Reads every document of a YAML text. One that cannot be read is named in `skipped`, and the others are read. */
export function readYaml(source: TextSource, into: Collector): void {
  for (const { start, end } of splitDocuments(source.bytes)) {
    const text = source.text(start, end);
    try {
      readSlice(source, start, end, text, into);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { line, column } = source.position(start, text, Math.min(error.offset ?? 0, text.length));
      const where = `${source.name}:${line}:${column}`;
      if (text.includes("{{")) into.skipped.push(leftOut(where, "Go template"));
      else into.skipped.push(unreadable(where, error.message));
    }
  }
}

interface Context {
  readonly doc: YamlEvents;
  readonly text: string;
  readonly slice: Slice;
  readonly into: Collector;
}

function readSlice(source: TextSource, start: number, end: number, text: string, into: Collector): void {
  if (end - start > into.limits.documentBytes) {
    throw new InputError(`a document of more than ${into.limits.documentBytes} bytes, the limit`);
  }
  const doc = new YamlEvents(text, into.limits);
  for (const [index, root] of doc.roots().entries()) {
    const slice: Slice = {
      source,
      start,
      end,
      locator: (again) => {
        const events = new YamlEvents(again, into.limits);
        const node = events.roots()[index] ?? 0;
        return (path) => locateInYaml(events, node, path);
      },
    };
    readNode({ doc, text, slice, into }, root, [], null, 0);
  }
}

interface Header {
  readonly apiVersion: string | null;
  readonly kind: string | null;
  /** The node of `items` where it is a list. */
  readonly items: number | null;
}

function readNode(context: Context, node: number, prefix: FieldPath, inherited: Header | null, depth: number): void {
  const { doc, text, slice, into } = context;
  const header = headerOf(doc, node);
  const apiVersion = header?.apiVersion ?? inherited?.apiVersion ?? null;
  const kind = header?.kind ?? inherited?.kind ?? null;
  if (header === null || apiVersion === null || kind === null) {
    if (!isEmpty(doc, node)) into.ignore();
    return;
  }
  if (header.items !== null && kind.endsWith("List") && depth < LIST_DEPTH) {
    const of = kind === "List" ? null : { apiVersion, kind: kind.slice(0, -4), items: null };
    let index = 0;
    for (let item = header.items + 1; doc.events[item]?.type !== EVENT_ID.POP; item = doc.end(item)) {
      readNode(context, doc.target(item), [...prefix, "items", index++], of, depth + 1);
    }
    return;
  }
  const body = new YamlBuilder(doc, into.limits).build(node, keptOf(apiVersion, kind));
  const at = Buffer.byteLength(text.slice(0, doc.start(node) ?? 0));
  into.add({
    apiVersion,
    kind,
    body: { ...(body as Record<string, unknown>), apiVersion, kind },
    origin: new TextOrigin(slice, prefix, slice.start + at),
    written: (path) => locateInYaml(doc, node, path).found.written,
  });
}

function headerOf(doc: YamlEvents, node: number): Header | null {
  if (doc.events[node]?.type !== EVENT_ID.MAPPING) return null;
  const { found: apiVersion } = locateInYaml(doc, node, ["apiVersion"]);
  const { found: kind } = locateInYaml(doc, node, ["kind"]);
  let items: number | null = null;
  let index = node + 1;
  while (doc.events[index]?.type !== EVENT_ID.POP) {
    const value = doc.end(index);
    const key = doc.events[index];
    if (key?.type === EVENT_ID.SCALAR && doc.written(key) === "items") {
      const target = doc.target(value);
      if (doc.events[target]?.type === EVENT_ID.SEQUENCE) items = target;
    }
    index = doc.end(value);
  }
  return { apiVersion: apiVersion.written, kind: kind.written, items };
}

function isEmpty(doc: YamlEvents, node: number): boolean {
  const event = doc.events[node];
  return event?.type === EVENT_ID.SCALAR && doc.scalar(event) === null;
}
