import type { KubeObject } from "../../model/objects.ts";
import type { Remedy } from "../../model/report.ts";
import type { Trait, TraitKind } from "../contract.ts";
import type { Cause } from "./parsed.ts";
import { evidenceOf } from "./client-hop.ts";

interface Told {
  readonly why: string;
  readonly cause: Cause;
  readonly remedy?: Remedy;
}

/** A trait pointed at its cause. */
export function tell(kind: TraitKind, { why, cause, remedy }: Told): Trait {
  return {
    kind,
    object: cause.object,
    at: cause.at,
    why,
    evidence: evidenceOf([cause]),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

export function nameOf(object: KubeObject | null | undefined): string {
  return object == null ? "unknown" : `${object.namespace}/${object.name}`;
}
