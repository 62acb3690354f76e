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
  const { apiVersion, kind } = raw;
  const object = takenObject(raw);
  const refused = refusalsOf({ ...raw, body: object.body });
  return {
    ...object,
    namespace: isClusterScoped(apiVersion, kind) ? null : object.namespace === null ? namespace : object.namespace,
    ...(refused.length === 0 ? {} : { refused }),
  };
}

/** An object that an API server has taken: it refuses nothing of it, and has given it its namespace. */
export function takenObject(raw: RawObject): KubeObject {
  const { apiVersion, kind, origin } = raw;
  const isSecret = kind === "Secret" && apiVersion === "v1";
  const facts = isSecret ? secretFacts(raw.body) : undefined;
  const kept = isSecret ? withoutData(raw.body) : raw.body;
  const body = withoutKeys(kept);
  const own = scalarText(body, "metadata", "namespace");
  return {
    apiVersion,
    kind,
    namespace: own === undefined || own === "" ? null : own,
    name: scalarText(body, "metadata", "name") ?? scalarText(body, "metadata", "generateName") ?? "",
    body,
    origin,
    ...(facts === undefined ? {} : { secret: facts }),
  };
}

function withoutData(body: Record<string, unknown>): Fields {
  const { data: _data, stringData: _stringData, ...kept } = body;
  // A copy: strings cut out of a text would keep the whole text, its keys included, in memory.
  const copy: unknown = JSON.parse(JSON.stringify(kept));
  return isFields(copy) ? copy : {};
}

function scalarText(body: unknown, ...path: string[]): string | undefined {
  return text(body, ...path);
}
