import type { FieldPath } from "../model/objects.ts";
import { fields, isFields, list, text } from "../model/read.ts";
import type { AccessRefusal } from "./refusals.ts";
import { isSubdomain } from "./request.ts";

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** k8s.io/apimachinery v0.36.3 pkg/util/validation/validation.go IsQualifiedName. */
function isQualifiedName(key: string): boolean {
  const slash = key.indexOf("/");
  const name = key.slice(slash + 1);
  if (slash === 0 || (slash > 0 && !isSubdomain(key.slice(0, slash)))) return false;
  return name.length <= 63 && NAME.test(name);
}

/** Same file, IsValidLabelValue. */
function isLabelValue(value: string): boolean {
  return value === "" || (value.length <= 63 && NAME.test(value));
}

/** Labels and annotations that no object may carry. Values that are no text are refused as they are read. */
export function* labelRefusals(
  labels: Readonly<Record<string, unknown>>,
  annotations: Readonly<Record<string, unknown>>,
): Generator<AccessRefusal> {
  for (const [key, value] of Object.entries(labels)) {
    const path = ["metadata", "labels", key];
    if (!isQualifiedName(key)) yield { path, reason: "this is no key of a label" };
    else if (typeof value === "string" && !isLabelValue(value)) yield { path, reason: "this is no value of a label" };
  }
  for (const key of Object.keys(annotations)) {
    // Capitals are allowed in the domain of an annotation, unlike a label.
    const valid = isQualifiedName(key.toLowerCase());
    if (!valid) yield { path: ["metadata", "annotations", key], reason: "this is no key of an annotation" };
  }
}

const NEEDS_VALUES: Readonly<Record<string, boolean>> = { In: true, NotIn: true, Exists: false, DoesNotExist: false };

/** k8s.io/apimachinery v0.36.3 pkg/apis/meta/v1/validation/validation.go ValidateLabelSelector. */
export function* selectorRefusals(selector: unknown, path: FieldPath): Generator<AccessRefusal> {
  if (selector !== null && !isFields(selector)) {
    yield { path, reason: "a selector is no map" };
    return;
  }
  for (const [key, value] of Object.entries(fields(selector, "matchLabels"))) {
    const valid = isQualifiedName(key) && (value === null || (typeof value === "string" && isLabelValue(value)));
    if (!valid) yield { path: [...path, "matchLabels", key], reason: "this is no label" };
  }
  for (const [index, term] of list(selector, "matchExpressions").entries()) {
    const operator = text(term, "operator") ?? "";
    const values = list(term, "values");
    const known = Object.hasOwn(NEEDS_VALUES, operator);
    const fits =
      known &&
      NEEDS_VALUES[operator] === values.length > 0 &&
      isQualifiedName(text(term, "key") ?? "") &&
      values.every((value) => typeof value === "string" && isLabelValue(value));
    if (!fits) yield { path: [...path, "matchExpressions", index], reason: "this is no valid condition" };
  }
}
