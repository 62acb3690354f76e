import { at, fields } from "../model/read.ts";
import { selectsLabels } from "../model/selectors.ts";

/** A selector of labels, in which a null of the manifest is the empty text, as the API server reads it. */
export function selects(selector: unknown, own: Readonly<Record<string, unknown>>): boolean {
  const matchLabels = mapped(fields(selector, "matchLabels"), (value) => value ?? "");
  const have = mapped(own, (value) => (typeof value === "string" ? value : ""));
  return selectsLabels({ matchLabels, matchExpressions: at(selector, "matchExpressions") }, have);
}

function mapped(
  values: Readonly<Record<string, unknown>>,
  change: (value: unknown) => unknown,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
