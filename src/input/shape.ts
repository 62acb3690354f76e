import type { Fields } from "../model/read.ts";

/** Which part of an object is kept as it is read. Lists hand their shape to their items. */
export interface Shape {
  /** Shapes of named keys; null drops the key. */
  readonly keys: ReadonlyMap<string, Shape | null>;
  /** Whether keys that are not named are kept whole. */
  readonly rest: boolean;
}

export const EVERYTHING: Shape = { keys: new Map(), rest: true };

/** The shape of one key; null when the key is dropped. */
export function shapeOf(shape: Shape, key: string): Shape | null {
  const named = shape.keys.get(key);
  return named === undefined ? (shape.rest ? EVERYTHING : null) : named;
}

/** Sets a key that comes from an input; `__proto__` becomes an ordinary one. */
export function setKey(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else target[key] = value;
}

/** Copies what a shape keeps of a parsed value. */
export function project(value: unknown, shape: Shape): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (shape === EVERYTHING) return value;
  if (Array.isArray(value)) return value.map((item) => project(item, shape));
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const inner = shapeOf(shape, key);
    if (inner !== null) setKey(kept, key, project((value as Fields)[key], inner));
  }
  return kept;
}

/**
 * A shape from dotted paths, each kept whole: `spec.template.spec.containers.image`. Lists are passed through, so a
 * path names no index.
 */
export function keeping(paths: readonly string[], drop: readonly string[] = []): Shape {
  const root: MutableShape = { keys: new Map(), rest: false };
  for (const path of paths) {
    const steps = path.split(".");
    const last = steps.pop() ?? "";
    let here = root;
    for (const step of steps) {
      let next = here.keys.get(step);
      if (next === undefined || next === null) here.keys.set(step, (next = { keys: new Map(), rest: false }));
      here = next;
    }
    here.keys.set(last, { keys: new Map(), rest: true });
  }
  for (const key of drop) root.keys.set(key, null);
  return root;
}

interface MutableShape extends Shape {
  readonly keys: Map<string, MutableShape | null>;
}

/** Whether a parsed value has more levels than that; looks no deeper itself. */
export function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((item) => deeperThan(item, levels - 1));
  for (const key in value) if (deeperThan((value as Fields)[key], levels - 1)) return true;
  return false;
}
