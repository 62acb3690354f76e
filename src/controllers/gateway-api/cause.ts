import { evidence, type Fact } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import type { Evidence } from "../../model/report.ts";
import type { Trait, TraitKind } from "../contract.ts";

/** Why something is so: a fact about the implementation, and the field that makes it hold. */
export interface Cause {
  readonly fact: Fact;
  readonly object: KubeObject | null;
  readonly at: FieldPath;
  /** Overrides the fact's general sentence with one about this case. */
  readonly text?: string;
}

export function evidenceOf(causes: readonly Cause[]): Evidence[] {
  return causes.map(({ fact, object, at, text }) => evidence(fact, object, at, text));
}

/** @param more what to do, where the rule's own words do not fit; the backend that it is about */
export function traitOf(
  kind: TraitKind,
  why: string,
  cause: Cause,
  more: Pick<Trait, "to"> & { readonly remedy?: string } = {},
): Trait {
  const { remedy, ...to } = more;
  const told = remedy === undefined ? {} : { remedy: { text: remedy } };
  return { kind, object: cause.object, at: cause.at, why, evidence: evidenceOf([cause]), ...to, ...told };
}

/** The cause's sentence as a clause inside another one. */
export function whyOf(cause: Cause): string {
  const sentence = (cause.text ?? cause.fact.text).replace(/\.$/, "");
  const proper = /^(?:Service|Secret|Gateway|ListenerSet|HTTPRoute|TLSRoute|Backend|Envoy|Contour|ConfigMap|The API)/;
  return /^[A-Z][a-z]/.test(sentence) && !proper.test(sentence)
    ? sentence.charAt(0).toLowerCase() + sentence.slice(1)
    : sentence;
}
