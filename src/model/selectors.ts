import { fields, list, text, texts } from "./read.ts";

/** Whether a label selector (`matchLabels`, `matchExpressions`) selects labels. An empty one selects everything. */
export function selectsLabels(selector: unknown, have: Readonly<Record<string, unknown>>): boolean {
  const valueOf = (key: string): string | undefined => text(have, key);
  if (!Object.entries(fields(selector, "matchLabels")).every(([key, value]) => valueOf(key) === value)) return false;
  return list(selector, "matchExpressions").every((term) => {
    const value = valueOf(text(term, "key") ?? "");
    const values = texts(term, "values");
    switch (text(term, "operator")) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      case "DoesNotExist":
        return value === undefined;
      default:
        return false;
    }
  });
}
