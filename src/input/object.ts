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
  /** Whether texts are cut out of the whole text, and would keep all of it in memory. */
  readonly isCutOut?: boolean;
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
export function takenObject({ apiVersion, kind, origin, body, isCutOut = false }: RawObject): KubeObject {
  const isSecret = kind === "Secret" && apiVersion === "v1";
  const kept = withoutKeys(isSecret ? withoutData(body, isCutOut) : body);
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

function withoutData(body: Record<string, unknown>, isCutOut: boolean): Fields {
  const { data: _data, stringData: _stringData, ...kept } = body;
  if (!isCutOut) return kept;
  // A copy does not keep the text that it was cut out of, its keys included.
  const copy: unknown = JSON.parse(JSON.stringify(kept));
  return isFields(copy) ? copy : {};
}
