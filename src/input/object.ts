import type { FieldPath, KubeObject, Origin } from "../model/objects.ts";
import { type Fields, isFields, text } from "../model/read.ts";
import { withoutKeys } from "./key-text.ts";
import { isClusterScoped } from "./kinds.ts";
import { refusalsOf } from "./refusals/refusals.ts";
import { secretFacts } from "./secret.ts";

/** An object as parsed, already without what its kind's shape drops. */
export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly body: Record<string, unknown>;
  readonly origin: Origin;
  /** A scalar as it stands in the text, where that can differ from its value. */
  readonly written?: (path: FieldPath) => string | null;
}

/** @param namespace for namespaced kinds that name none */
export function toObject(raw: RawObject, namespace: string): KubeObject {
  const object = takenObject(raw);
  const refused = refusalsOf(raw);
  const placed = isClusterScoped(raw.apiVersion, raw.kind)
    ? { ...object, namespace: null }
    : object.namespace === null
      ? { ...object, namespace }
      : object;
  return refused.length === 0 ? placed : { ...placed, refused };
}

/** An object that an API server has taken: it refuses nothing of it, and has given it its namespace. */
export function takenObject({ apiVersion, kind, origin, body }: RawObject): KubeObject {
  const isSecret = kind === "Secret" && apiVersion === "v1";
  const kept = withoutKeys(isSecret ? withoutData(body) : body);
  const own = text(kept, "metadata", "namespace");
  const object = {
    apiVersion,
    kind,
    namespace: own === undefined || own === "" ? null : own,
    name: text(kept, "metadata", "name") ?? text(kept, "metadata", "generateName") ?? "",
    body: kept,
    origin,
  };
  return isSecret ? { ...object, secret: secretFacts(body) } : object;
}

function withoutData(body: Record<string, unknown>): Fields {
  const { data: _data, stringData: _stringData, ...kept } = body;
  // A copy: strings cut out of a text would keep the whole text, its keys included, in memory.
  const copy: unknown = JSON.parse(JSON.stringify(kept));
  return isFields(copy) ? copy : {};
}
