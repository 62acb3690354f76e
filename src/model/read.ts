import type { FieldPath, KubeObject } from "./objects.ts";
import type { ObjectRef } from "./report.ts";

/** Guards for reading untyped bodies. Each returns a narrow type or undefined; none throws. */

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path, or undefined. Own properties only. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return follow(value, path);
}

function follow(value: unknown, path: FieldPath): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || Array.isArray(here) !== (typeof step === "number"))
      return undefined;
    const next = (here as Fields)[step];
    // What objects inherit are functions, which no input holds, and `__proto__`: asking for ownership costs more.
    if (typeof next === "function" || (step === "__proto__" && !Object.hasOwn(here, step))) return undefined;
    here = next;
  }
  return here;
}

export function text(value: unknown, ...path: (string | number)[]): string | undefined {
  const found = follow(value, path);
  return typeof found === "string" ? found : undefined;
}

/** A number, or a string of digits as Kubernetes' IntOrString allows. */
export function integer(value: unknown, ...path: (string | number)[]): number | undefined {
  const found = follow(value, path);
  return typeof found === "number" && Number.isInteger(found) ? found : undefined;
}

export function flag(value: unknown, ...path: (string | number)[]): boolean | undefined {
  const found = follow(value, path);
  return typeof found === "boolean" ? found : undefined;
}

export function fields(value: unknown, ...path: (string | number)[]): Fields {
  const found = follow(value, path);
  return isFields(found) ? found : {};
}

export function list(value: unknown, ...path: (string | number)[]): readonly unknown[] {
  const found = follow(value, path);
  return Array.isArray(found) ? found : [];
}

export function texts(value: unknown, ...path: (string | number)[]): string[] {
  return list(value, ...path).filter((item): item is string => typeof item === "string");
}

/** One annotation's value; undefined when absent or not a string. */
export function annotation(object: KubeObject, key: string): string | undefined {
  return text(annotations(object), key);
}

const NO_FIELDS: Fields = {};

function mapOf(object: KubeObject, map: "annotations" | "labels"): Fields {
  const metadata = object.body["metadata"];
  const found = isFields(metadata) ? metadata[map] : undefined;
  return isFields(found) ? found : NO_FIELDS;
}

export function annotations(object: KubeObject): Fields {
  return mapOf(object, "annotations");
}

export function labels(object: KubeObject): Fields {
  return mapOf(object, "labels");
}

/** `metadata.creationTimestamp` in milliseconds since the epoch, or null where the manifest has none. */
export function createdAt(object: KubeObject): number | null {
  const stamp = text(object.body, "metadata", "creationTimestamp");
  if (stamp === undefined) return null;
  const time = Date.parse(stamp);
  return Number.isNaN(time) ? null : time;
}

export function refOf(object: KubeObject): ObjectRef {
  return { apiVersion: object.apiVersion, kind: object.kind, namespace: object.namespace, name: object.name };
}

/** The group of an apiVersion: `networking.k8s.io` of `networking.k8s.io/v1`, empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** A path in the dotted form of the report: `spec.rules[0].host`, `metadata.annotations["a/b"]`. */
export function fieldName(path: FieldPath): string {
  let name = "";
  for (const step of path) {
    if (typeof step === "number") name += `[${step}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(step)) name += name === "" ? step : `.${step}`;
    else name += `["${step.replaceAll('"', '\\"')}"]`;
  }
  return name;
}
