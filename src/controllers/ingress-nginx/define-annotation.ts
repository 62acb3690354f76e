import type { AnnotationSpec, AnnotationType, Belief, ValueParser } from "../settings-contract.ts";

/** One annotation of an Ingress; `source` is a file under internal/ingress/annotations. */
export function define(
  name: string,
  type: AnnotationType,
  belief: Belief,
  rest: Omit<AnnotationSpec, "name" | "type" | "belief" | "on" | "source">,
  source: string,
): AnnotationSpec {
  return { name, type, belief, on: ["Ingress"], ...rest, source: `internal/ingress/annotations/${source}` };
}

/** The controller's ValidateRegex: most annotations are stripped of spaces before they are compared. */
export function pattern(expression: RegExp, stripSpaces = true): ValueParser {
  return { kind: "regex", pattern: expression, stripSpaces };
}
