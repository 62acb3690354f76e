import { isUtf8 } from "node:buffer";
import type { Feed } from "../bytes/feed.ts";
import type { Collector } from "../collect.ts";
import { InputError } from "../errors.ts";
import { DocumentCutter, type Range } from "./documents.ts";
import { YamlEvents } from "./events.ts";
import { ListCutter } from "./list.ts";
import { type YamlSlice, readItem, readObjects, readTopFields } from "./objects.ts";

/** Reads the documents of a YAML text as it goes by. One that cannot be read is named, and the others are read. */
export function readYaml(feed: Feed, into: Collector): void {
  new YamlReader(feed, into).read();
}

class YamlReader {
  readonly #feed: Feed;
  readonly #into: Collector;
  readonly #cutter: DocumentCutter;

  constructor(feed: Feed, into: Collector) {
    this.#feed = feed;
    this.#into = into;
    this.#cutter = new DocumentCutter(feed, into.limits.documentBytes);
  }

  read(): void {
    while (this.#cutter.more()) {
      const list = ListCutter.at(this.#feed, this.#cutter.at);
      if (list !== null) {
        this.#list(list);
        continue;
      }
      const document = this.#cutter.next();
      this.#attempt(document, () => readObjects(this.#parse(document, document.tooLong), this.#into));
    }
  }

  /** A long list, item by item, then what stands behind the items: it says at last that it is a list. */
  #list(list: ListCutter): void {
    const before = this.#into.mark();
    const head = headOf(list.head);
    for (const item of list.items()) {
      this.#attempt(item, () => readItem(this.#parse(item), head, this.#into));
    }
    this.#cutter.continueAt(list.end);
    const tail = this.#cutter.next();
    this.#attempt(tail, () => {
      const { kind } = { ...head, ...readTopFields(this.#parse(tail)) };
      if (kind?.endsWith("List") === true) return;
      this.#into.rollback(before);
      this.#into.ignore();
    });
  }

  #parse({ start, end }: Range, tooLong = false): YamlSlice {
    const limit = this.#into.limits.documentBytes;
    if (tooLong || end - start > limit) throw new InputError(`a document of more than ${limit} bytes, the limit`, 0);
    const { source, base } = this.#feed;
    const bytes = this.#feed.bytes.subarray(start - base, end - base);
    if (!isUtf8(bytes)) throw new InputError("not UTF-8 text (another encoding, or binary data)", 0);
    return { source, start, end, doc: new YamlEvents(bytes.toString("utf8"), this.#into.limits) };
  }

  #attempt(range: Range, read: () => void): void {
    const before = this.#into.mark();
    try {
      read();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#into.rollback(before);
      this.#into.fail(this.#feed.source, range, error.at(this.#inBytes(range, error.offset ?? 0)));
    }
  }

  #inBytes({ start, end }: Range, offset: number): number {
    const { bytes, base } = this.#feed;
    const text = start < base ? "" : bytes.toString("utf8", start - base, end - base);
    return Buffer.byteLength(text.slice(0, offset));
  }
}

/** `apiVersion` and `kind` of a list that names them before its items. */
function headOf(head: string): { apiVersion?: string; kind?: string } {
  const fields: { apiVersion?: string; kind?: string } = {};
  for (const [, key, value = ""] of head.matchAll(/^(apiVersion|kind): *["']?([^"'\r\n]*)/gm)) {
    if (key === "apiVersion") fields.apiVersion = value.trim();
    else fields.kind = value.trim();
  }
  return fields;
}
