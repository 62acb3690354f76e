import { refOf, at, fieldName } from "./read.ts";
import type { FieldPath, KubeObject } from "./objects.ts";
import type { Edit, ObjectRef, Patch, Source } from "./report.ts";

/** An edit whose place in the text is resolved when somebody asks for it. */
class FieldEdit implements Edit {
  readonly value: string | null;
  readonly #object: KubeObject;
  readonly #path: FieldPath;

  constructor(object: KubeObject, path: FieldPath, value: string | null) {
    this.value = value;
    this.#object = object;
    this.#path = path;
  }

  get object(): ObjectRef {
    return refOf(this.#object);
  }

  get field(): string {
    return fieldName(this.#path);
  }

  get source(): Source | null {
    return this.#object.origin.locate(this.#path);
  }

  get patch(): Patch | null {
    const current = at(this.#object.body, ...this.#path);
    return this.#object.origin.patch?.(this.#path, { current, value: this.value }) ?? null;
  }

  toJSON(): Edit {
    const { object, field, value, source, patch } = this;
    return { object, field, value, source, patch };
  }
}

/**
 * An edit of one field of an object.
 * @param value the text that the field is to hold; null takes the field away
 */
export function edit(object: KubeObject, path: FieldPath, value: string | null): Edit {
  return new FieldEdit(object, path, value);
}

/** An edit of one annotation. */
export function annotationEdit(object: KubeObject, key: string, value: string | null): Edit {
  return edit(object, ["metadata", "annotations", key], value);
}
