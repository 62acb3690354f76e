import { MemoryFeed, type Feed } from "./bytes/feed.ts";
import { toUtf8 } from "./bytes/decode.ts";
import { scrub } from "./bytes/scrub.ts";
import { MemoryText } from "./bytes/text-source.ts";
import type { Collector } from "./collect.ts";
import { InputError, TemplateError, leftOut, unreadable } from "./errors.ts";
import { JsonReader } from "./json/read.ts";
import { readYaml } from "./yaml/read.ts";

const OPEN_BRACE = "{";

/**
 * Reads a text that is in memory.
 * @param bytes no longer the caller's: key material in them is blanked
 */
export function readMemory(bytes: Buffer, name: string, into: Collector): void {
  guarded(name, into, () => {
    const text = new MemoryText(name, toUtf8(bytes));
    readFeed(() => new MemoryFeed(text), into);
    scrub(text);
  });
}

/** Runs a reader; what it cannot read, and templates, become one entry for the whole text. */
export function guarded(name: string, into: Collector, read: () => void): void {
  const before = into.mark();
  try {
    read();
  } catch (error) {
    if (error instanceof TemplateError) {
      into.rollback(before);
      into.skipped.push(leftOut(name, "Go template: render it first, e.g. with `helm template`"));
    } else if (error instanceof InputError) into.skipped.push(unreadable(name, error.message));
    else throw error;
  }
}

/** Reads a text as JSON where it begins so, else as YAML, of which JSON is a part. */
export function readFeed(open: () => Feed, into: Collector): void {
  const feed = open();
  if (!feed.bytes.toString("latin1", 0, 4096).trimStart().startsWith(OPEN_BRACE)) {
    readYaml(feed, into);
    return;
  }
  const before = into.mark();
  try {
    new JsonReader(feed, into).read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // `{a: b}` is YAML, and so is a template that begins with braces.
    const nothing = into.objects.length === before.objects;
    if (nothing && !feed.source.name.endsWith(".json")) readYaml(open(), into);
    else into.fail(feed.source, { start: error.offset ?? 0, end: (error.offset ?? 0) + 1 }, error.at(0));
  }
}
