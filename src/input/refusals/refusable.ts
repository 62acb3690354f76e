import type { FieldPath } from "../../model/objects.ts";
import { at } from "../../model/read.ts";

/** An object as parsed, as far as the API server's checks need it. */
export interface Refusable {
  readonly apiVersion: string;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** A scalar as it stands in the text, where that can differ from its value. */
  readonly written?: (path: FieldPath) => string | null;
}

/** A value as it is shown: short, and as written where that is known. */
export function shown({ body, written }: Refusable, path: FieldPath): string {
  const own = written?.(path);
  if (own != null) return own;
  const value = at(body, ...path);
  const json = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
}
