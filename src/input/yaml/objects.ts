import { EVENT_ID } from "js-yaml";
import type { FieldPath } from "../../model/objects.ts";
import { isFields } from "../../model/read.ts";
import { MemoryText, type TextSource } from "../bytes/text-source.ts";
import type { Collector } from "../collect.ts";
import { keptOf } from "../kinds.ts";
import { LIST_DEPTH } from "../limits.ts";
import { type Locate, type Slice, TextOrigin } from "../origin.ts";
import { blankSecret } from "./blank.ts";
import { YamlBuilder } from "./build.ts";
import { YamlEvents } from "./events.ts";
import { entriesOf, locateInYaml } from "./locate.ts";

/** A piece of YAML that was parsed. */
export interface YamlSlice {
  readonly source: TextSource;
  readonly start: number;
  readonly end: number;
  readonly doc: YamlEvents;
}

/** What a list says for items that do not say it themselves, as the API server's own lists do. */
export interface ListHeader {
  readonly apiVersion?: string;
  readonly kind?: string;
}

interface Reading {
  readonly slice: YamlSlice;
  readonly into: Collector;
  /** Which of the slice's documents this is, and its first node. */
  readonly document: number;
  readonly root: number;
}

/** Reads the objects of every document of a slice. */
export function readObjects(slice: YamlSlice, into: Collector): void {
  for (const [document, root] of slice.doc.roots().entries()) {
    readNode({ slice, into, document, root }, root, [], null, 0);
  }
}

/** Reads the one object of a slice that is an item of a list, with its dash. */
export function readItem(slice: YamlSlice, list: ListHeader, into: Collector): void {
  const [root = 0] = slice.doc.roots();
  readNode({ slice, into, document: 0, root }, slice.doc.target(root + 1), [0], list, 1);
}

function readNode(reading: Reading, node: number, path: FieldPath, list: ListHeader | null, depth: number): void {
  const { slice, into, document } = reading;
  const { doc, source, start, end } = slice;
  const { apiVersion, kind, items } = headerOf(doc, node, list);
  if (apiVersion === null || kind === null) {
    if (!isEmpty(doc, node)) into.ignore();
    return;
  }
  if (items !== null && kind.endsWith("List") && depth < LIST_DEPTH) {
    let index = 0;
    for (let item = items + 1; doc.events[item]?.type !== EVENT_ID.POP; item = doc.end(item)) {
      readNode(reading, doc.target(item), [...path, "items", index++], { apiVersion, kind }, depth + 1);
    }
    return;
  }
  const body = new YamlBuilder(doc, into.limits).build(node, keptOf(apiVersion, kind));
  const secret = kind === "Secret";
  const origin: Slice = { source, start, end, secret, locator: locatorOf(document, into) };
  into.add({
    apiVersion,
    kind,
    body: { ...(isFields(body) ? body : {}), apiVersion, kind },
    isCutOut: true,
    origin: new TextOrigin(origin, path, start + doc.byteOffset(doc.start(node) ?? 0)),
    written: (field) => locateInYaml(doc, node, field).written,
  });
  if (secret && source instanceof MemoryText) blankSecret(source, start, doc, node);
}

/** `apiVersion` and `kind` of the mapping at the top of a slice, where it has them. */
export function readTopFields({ doc }: YamlSlice): ListHeader {
  const [root] = doc.roots();
  const { apiVersion, kind } = root === undefined ? { apiVersion: null, kind: null } : headerOf(doc, root, null);
  return { ...(apiVersion === null ? {} : { apiVersion }), ...(kind === null ? {} : { kind }) };
}

interface Header {
  readonly apiVersion: string | null;
  readonly kind: string | null;
  /** The node of `items` where that is a list. */
  readonly items: number | null;
}

function headerOf(doc: YamlEvents, node: number, list: ListHeader | null): Header {
  if (doc.events[node]?.type !== EVENT_ID.MAPPING) return { apiVersion: null, kind: null, items: null };
  const [version = null, stated = null, items = null] = entriesOf(doc, node, ["apiVersion", "kind", "items"]);
  const itemKind = /^(.+)List$/.exec(list?.kind ?? "")?.[1] ?? null;
  return {
    apiVersion: writtenAt(doc, version) ?? list?.apiVersion ?? null,
    kind: writtenAt(doc, stated) ?? itemKind,
    items: items !== null && doc.events[items]?.type === EVENT_ID.SEQUENCE ? items : null,
  };
}

function writtenAt(doc: YamlEvents, node: number | null): string | null {
  const event = node === null ? undefined : doc.events[doc.target(node)];
  return event?.type === EVENT_ID.SCALAR ? doc.written(event) : null;
}

function isEmpty(doc: YamlEvents, node: number): boolean {
  const event = doc.events[node];
  return event?.type === EVENT_ID.SCALAR && doc.scalar(event) === null;
}

function locatorOf(document: number, { limits }: Collector): (bytes: Buffer) => Locate {
  return (bytes) => {
    const doc = new YamlEvents(bytes.toString("utf8"), limits);
    const root = doc.roots()[document] ?? 0;
    const inBytes = (offset: number | null) => (offset === null ? null : doc.byteOffset(offset));
    return (path) => {
      const { key, node, holds, steps } = locateInYaml(doc, root, path);
      return { key: key === null ? null : inBytes(doc.start(key)), value: inBytes(doc.start(node)), holds, steps };
    };
  };
}
