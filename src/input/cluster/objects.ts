import type { KubeObject, Origin } from "../../model/objects.ts";
import { type Fields, isFields, list, text } from "../../model/read.ts";
import { InputError } from "../errors.ts";
import { keptOf } from "../kinds.ts";
import { DEFAULT_LIMITS } from "../limits.ts";
import { takenObject } from "../object.ts";
import { deeperThan, project } from "../shape.ts";
import type { ServedKind } from "./discover.ts";

/** A list's answer, as far as it matters. */
export interface Page {
  readonly objects: readonly KubeObject[];
  /** For the next page; null at the end. */
  readonly next: string | null;
}

/** Live objects have no place in a text. */
export function liveOrigin(name: string): Origin {
  return { name, offset: 0, locate: () => null };
}

/**
 * The objects of one page, projected; the page itself is blanked where it holds Secrets.
 * @throws InputError when it is no list
 */
export function readPage(bytes: Buffer, { kind, apiVersion }: ServedKind, origin: Origin): Page {
  const page = parsed(bytes, kind.kind === "Secret");
  if (!isFields(page) || !Array.isArray(page["items"])) throw new InputError("the answer is no list of objects");
  const objects = list(page, "items").map((item) => liveObject(item, apiVersion, kind.kind, origin));
  const next = text(page, "metadata", "continue") ?? "";
  return { objects, next: next === "" ? null : next };
}

/** @throws InputError when it is no object */
export function readSingle(bytes: Buffer, { kind, apiVersion }: ServedKind, origin: Origin): KubeObject {
  return liveObject(parsed(bytes, kind.kind === "Secret"), apiVersion, kind.kind, origin);
}

/** The parser's own message is left out: it quotes the text, which may be a Secret. */
function parsed(bytes: Buffer, secret: boolean): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new InputError("the answer is no valid JSON");
  } finally {
    if (secret) bytes.fill(0);
  }
}

/** The items of a list do not say what they are. */
function liveObject(item: unknown, apiVersion: string, kind: string, origin: Origin): KubeObject {
  if (!isFields(item) || text(item, "metadata", "name") === undefined) {
    throw new InputError("the answer holds something that is no object with a name");
  }
  if (deeperThan(item, DEFAULT_LIMITS.depth)) {
    throw new InputError(`an object is nested deeper than ${DEFAULT_LIMITS.depth} levels, the limit`);
  }
  const body = project({ ...item, apiVersion, kind }, keptOf(apiVersion, kind));
  return takenObject({ apiVersion, kind, body: isFields(body) ? withoutVersions(body) : {}, origin });
}

/** What changes though the object stays the same to every verdict. */
function withoutVersions(body: Fields): Record<string, unknown> {
  const metadata = body["metadata"];
  if (!isFields(metadata)) return { ...body };
  const { resourceVersion: _version, uid: _uid, generation: _generation, ...kept } = metadata;
  return { ...body, metadata: kept };
}
