import type { FieldPath, KubeObject, Origin, Refusal } from "../model/objects.ts";
import { type Fields, isFields, text } from "../model/read.ts";
import { withoutKeys } from "./key-text.ts";
import { isClusterScoped } from "./kinds.ts";
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
  const { apiVersion, kind, origin } = raw;
  const isSecret = kind === "Secret" && apiVersion === "v1";
  const facts = isSecret ? secretFacts(raw.body) : undefined;
  const kept = isSecret ? withoutData(raw.body) : raw.body;
  const body = withoutKeys(kept);
  const refused = [...refusedMaps(raw)];
  const own = scalarText(body, "metadata", "namespace");
  return {
    apiVersion,
    kind,
    namespace: isClusterScoped(apiVersion, kind) ? null : own === undefined || own === "" ? namespace : own,
    name: scalarText(body, "metadata", "name") ?? scalarText(body, "metadata", "generateName") ?? "",
    body,
    origin,
    ...(facts === undefined ? {} : { secret: facts }),
    ...(refused.length === 0 ? {} : { refused }),
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

function* refusedMaps(raw: RawObject): Generator<Refusal> {
  const metadata = raw.body.metadata;
  if (!isFields(metadata)) return;
  for (const map of ["annotations", "labels"]) {
    const values = metadata[map];
    if (!isFields(values)) continue;
    for (const [key, value] of Object.entries(values)) {
      if (typeof value === "string" || value === null) continue;
      const path = ["metadata", map, key];
      yield {
        path,
        value: raw.written?.(path) ?? JSON.stringify(value),
        reason: `${map} are text, and this is a ${typeof value}: put it in quotes`,
      };
    }
  }
}
