import { fields, list, text, texts } from "../model/read.ts";

/** A selector of labels; an empty one selects everything. */
export function selects(selector: unknown, own: Readonly<Record<string, unknown>>): boolean {
  const equal = Object.entries(fields(selector, "matchLabels")).every(
    ([key, value]) => labelOf(own, key) === (value ?? ""),
  );
  return equal && list(selector, "matchExpressions").every((term) => meets(term, own));
}

/** A null in a manifest is the empty text. */
function labelOf(own: Readonly<Record<string, unknown>>, key: string): string | undefined {
  return Object.hasOwn(own, key) ? (text(own, key) ?? "") : undefined;
}

function meets(term: unknown, own: Readonly<Record<string, unknown>>): boolean {
  const value = labelOf(own, text(term, "key") ?? "");
  switch (text(term, "operator")) {
    case "In":
      return value !== undefined && texts(term, "values").includes(value);
    case "NotIn":
      return value === undefined || !texts(term, "values").includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}
