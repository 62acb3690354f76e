import type { FieldPath, KubeObject } from "./objects.ts";
import { at, fieldName, refOf } from "./read.ts";
import type { Assumption, Evidence, ObjectRef, Source } from "./report.ts";

/** What a controller does, in one sentence, with the place that says or showed so. Declared once per fact, then cited. */
export interface Fact {
  readonly text: string;
  /** A path in the controller's repository, a documentation address, or `measured: …` with the version. */
  readonly reference: string;
  /** `measured` on the wire or by the real API server; `read` in the controller's code; `documented` only. */
  readonly basis: "measured" | "read" | "documented";
}

/** Evidence whose position is resolved when somebody asks for it: most runs show a few of thousands. */
class FieldEvidence implements Evidence {
  readonly fact: string;
  readonly reference: string;
  readonly basis: Fact["basis"];
  readonly #object: KubeObject | null;
  readonly #path: FieldPath;

  constructor(fact: Fact, object: KubeObject | null, path: FieldPath, text: string) {
    this.fact = text;
    this.reference = fact.reference;
    this.basis = fact.basis;
    this.#object = object;
    this.#path = path;
  }

  get object(): ObjectRef | null {
    return this.#object === null ? null : refOf(this.#object);
  }

  get field(): string {
    return fieldName(this.#path);
  }

  get value(): string | null {
    if (this.#object === null || this.#path.length === 0) return null;
    return valueText(at(this.#object.body, ...this.#path));
  }

  get source(): Source | null {
    return this.#object === null ? null : this.#object.origin.locate(this.#path);
  }

  get place(): { readonly object: KubeObject; readonly path: FieldPath } | null {
    return this.#object === null ? null : { object: this.#object, path: this.#path };
  }

  toJSON(): Evidence {
    return {
      object: this.object,
      field: this.field,
      value: this.value,
      source: this.source,
      fact: this.fact,
      reference: this.reference,
      basis: this.basis,
    };
  }
}

/** The object and field that a piece of evidence speaks about; null for a fact that no object states. */
export function placeOf(item: Evidence): { readonly object: KubeObject; readonly path: FieldPath } | null {
  return item instanceof FieldEvidence ? item.place : null;
}

/** The value of a field as text: strings as they are, scalars spelt out, structures as short JSON; null when absent. */
function valueText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const json = JSON.stringify(value);
  return json.length > 200 ? `${json.slice(0, 197)}...` : json;
}

/**
 * Evidence that a field of an object makes a fact hold.
 * @param fact the controller's behaviour, with its reference
 * @param object the deciding object; null for a fact that no object states
 * @param path the deciding field (its absence too: the position is then that of the nearest ancestor)
 * @param text overrides the fact's general sentence with one about this case
 */
export function evidence(
  fact: Fact,
  object: KubeObject | null = null,
  path: FieldPath = [],
  text: string = fact.text,
): Evidence {
  return new FieldEvidence(fact, object, path, text);
}

export function assumption(fact: string, assumed: string, supply: string): Assumption {
  return { fact, assumed, supply };
}
