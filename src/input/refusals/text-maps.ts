import type { Refusal } from "../../model/objects.ts";
import { isFields } from "../../model/read.ts";
import type { Refusable } from "./refusable.ts";

const MAPS = ["annotations", "labels"] as const;

/** Annotations and labels are text: YAML reads an unquoted `true`, `off` or number as something else. */
export function textMapRefusals({ body, written }: Refusable): Refusal[] {
  const refusals: Refusal[] = [];
  const metadata = body["metadata"];
  if (!isFields(metadata)) return refusals;
  for (const map of MAPS) {
    const values = metadata[map];
    if (!isFields(values)) continue;
    for (const key in values) {
      const value = values[key];
      if (typeof value === "string" || value === null) continue;
      const path = ["metadata", map, key];
      refusals.push({
        path,
        value: written?.(path) ?? JSON.stringify(value),
        reason: `${map} are text, and this is a ${typeof value}: put it in quotes`,
        unquoted: true,
      });
    }
  }
  return refusals;
}
