import type { FieldPath } from "../../model/objects.ts";
import { isFields } from "../../model/read.ts";
import { ConfigError } from "../config-error.ts";
import type { ConfigDocument } from "./document.ts";

/** The grammar of a configuration file, as data: the check and the JSON schema for editors are made from it. */
export type Shape =
  | { readonly is: "word"; readonly words: readonly string[]; readonly what: string }
  | { readonly is: "text"; readonly what: string; readonly pattern?: string; readonly orNothing?: boolean }
  | { readonly is: "list"; readonly of: Shape; readonly what: string }
  | { readonly is: "record"; readonly keys: readonly string[]; readonly of: Shape; readonly what: string }
  | { readonly is: "object"; readonly fields: Readonly<Record<string, Field>>; readonly what: string }
  | { readonly is: "either"; readonly of: readonly [Shape, Shape]; readonly what: string };

interface Field {
  readonly shape: Shape;
  readonly required?: true;
}

/** Throws a ConfigError at the first place where the value does not have the shape. */
export function check(document: ConfigDocument, shape: Shape, path: FieldPath = [], value = document.value): void {
  const fail = (reason: string, at: FieldPath = path): never => {
    throw new ConfigError(document.where(at), reason);
  };
  switch (shape.is) {
    case "word":
      if (typeof value !== "string" || !shape.words.includes(value)) {
        const words = shape.words.length > 8 ? "" : `: ${shape.words.join(", ")}`;
        fail(`${show(value)} is not ${shape.what}${words}`);
      }
      return;
    case "text":
      if (shape.orNothing === true && value === null) return;
      if (typeof value !== "string") fail(`${show(value)} is not ${shape.what}; write it in quotes`);
      else if (value.trim() === "" || !new RegExp(shape.pattern ?? "").test(value)) {
        fail(`${show(value)} is not ${shape.what}`);
      }
      return;
    case "list":
      if (!Array.isArray(value)) fail(`${show(value)} is not ${shape.what}: a list is expected`);
      else value.forEach((item, index) => check(document, shape.of, [...path, index], item));
      return;
    case "record":
    case "object":
      if (!isFields(value)) return fail(`${show(value)} is not ${shape.what}: fields are expected`);
      for (const [key, item] of Object.entries(value)) {
        const of = shape.is === "record" ? (shape.keys.includes(key) ? shape.of : undefined) : shape.fields[key]?.shape;
        const keys = shape.is === "record" ? shape.keys : Object.keys(shape.fields);
        const known = keys.length > 8 ? "" : `; known: ${keys.join(", ")}`;
        if (of === undefined) fail(`"${key}" is not known in ${shape.what}${known}`, [...path, key]);
        else check(document, of, [...path, key], item);
      }
      if (shape.is === "record") return;
      for (const [key, field] of Object.entries(shape.fields)) {
        if (field.required === true && value[key] === undefined) fail(`${shape.what} needs "${key}"`);
      }
      return;
    case "either":
      return check(document, typeof value === "object" ? shape.of[1] : shape.of[0], path, value);
  }
}

/** The shape as a JSON schema (draft 2020-12). */
export function schemaOf(shape: Shape): Record<string, unknown> {
  const description = shape.what.replace(/^an? /, "");
  switch (shape.is) {
    case "word":
      return { description, enum: [...shape.words] };
    case "text": {
      const pattern = shape.pattern === undefined ? {} : { pattern: shape.pattern };
      return { description, type: shape.orNothing === true ? ["string", "null"] : "string", minLength: 1, ...pattern };
    }
    case "list":
      return { description, type: "array", items: schemaOf(shape.of) };
    case "record":
      return {
        description,
        type: "object",
        propertyNames: { enum: [...shape.keys] },
        additionalProperties: schemaOf(shape.of),
      };
    case "object": {
      const fields = Object.entries(shape.fields);
      const required = fields.filter(([, field]) => field.required === true).map(([key]) => key);
      return {
        description,
        type: "object",
        properties: Object.fromEntries(fields.map(([key, field]) => [key, schemaOf(field.shape)])),
        ...(required.length === 0 ? {} : { required }),
        additionalProperties: false,
      };
    }
    case "either":
      return { description, anyOf: shape.of.map((item) => schemaOf(item)) };
  }
}

function show(value: unknown): string {
  const json = JSON.stringify(value) ?? "nothing";
  return json.length > 60 ? `${json.slice(0, 57)}...` : json;
}
