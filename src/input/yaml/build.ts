import { EVENT_ID } from "js-yaml";
import type { InputLimits } from "../contract.ts";
import { InputError } from "../errors.ts";
import { type Shape, setKey, shapeOf } from "../shape.ts";
import type { YamlEvents } from "./events.ts";

/**
 * Makes values from YAML events as sigs.k8s.io/yaml would, keeping only what a shape asks for. Duplicate keys are
 * refused, also where they differ in type only (`1` and `"1"`), since they become one key in JSON.
 */
export class YamlBuilder {
  readonly #doc: YamlEvents;
  readonly #limits: InputLimits;
  #next = 0;
  #depth = 0;
  #aliases = 0;
  /** Nodes made so far on behalf of aliases, and whether the current one is. */
  #aliasNodes = 0;
  #inAlias = 0;

  constructor(doc: YamlEvents, limits: InputLimits) {
    this.#doc = doc;
    this.#limits = limits;
  }

  /** The value of a node; what the shape drops is passed over. */
  build(node: number, shape: Shape): unknown {
    this.#next = node;
    return this.#value(shape);
  }

  #value(shape: Shape): unknown {
    const index = this.#next;
    const event = this.#doc.events[index];
    if (event === undefined) return null;
    if (this.#inAlias > 0 && ++this.#aliasNodes > this.#limits.aliasNodes) {
      throw new InputError(
        `aliases stand for more than ${this.#limits.aliasNodes} nodes, the limit`,
        this.#doc.start(index),
      );
    }
    switch (event.type) {
      case EVENT_ID.SCALAR: {
        this.#next = index + 1;
        const value = this.#doc.scalar(event);
        if (typeof value === "number" && !Number.isFinite(value)) {
          throw new InputError("a number that JSON cannot hold", this.#doc.start(index));
        }
        return value;
      }
      case EVENT_ID.SEQUENCE:
        return this.#sequence(shape);
      case EVENT_ID.MAPPING:
        return this.#mapping(shape);
      case EVENT_ID.ALIAS: {
        this.#alias(index, () => this.#value(shape));
        return this.#result;
      }
      default:
        return null;
    }
  }

  #result: unknown;

  /** Reads the node that an alias stands for, then goes on behind the alias. */
  #alias(index: number, read: () => unknown): void {
    if (++this.#aliases > this.#limits.aliases) {
      throw new InputError(`more than ${this.#limits.aliases} aliases, the limit`, this.#doc.start(index));
    }
    this.#next = this.#doc.target(index);
    this.#inAlias++;
    this.#enter(index);
    this.#result = read();
    this.#depth--;
    this.#inAlias--;
    this.#next = index + 1;
  }

  #enter(index: number): void {
    if (++this.#depth > this.#limits.depth) {
      throw new InputError(`nested deeper than ${this.#limits.depth} levels, the limit`, this.#doc.start(index));
    }
  }

  #sequence(shape: Shape): unknown[] {
    const items: unknown[] = [];
    this.#enter(this.#next);
    this.#next++;
    while (this.#doc.events[this.#next]?.type !== EVENT_ID.POP) items.push(this.#value(shape));
    this.#next++;
    this.#depth--;
    return items;
  }

  #mapping(shape: Shape): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    /** Keys of this mapping itself; null until a merge makes the difference matter. */
    let own: Set<string> | null = null;
    this.#enter(this.#next);
    this.#next++;
    for (;;) {
      const index = this.#next;
      const event = this.#doc.events[index];
      if (event === undefined || event.type === EVENT_ID.POP) break;
      if (isMerge(this.#doc, index)) {
        own ??= new Set(Object.keys(result));
        this.#next++;
        this.#merge(result, shape);
        continue;
      }
      const key = this.#key();
      const inner = shapeOf(shape, key);
      if (inner === null) {
        this.#skip();
        continue;
      }
      if (own === null ? Object.hasOwn(result, key) : own.has(key)) {
        throw new InputError(`the key ${JSON.stringify(key.slice(0, 80))} stands here twice`, this.#doc.start(index));
      }
      own?.add(key);
      setKey(result, key, this.#value(inner));
    }
    this.#next++;
    this.#depth--;
    return result;
  }

  #key(): string {
    const index = this.#next;
    let event = this.#doc.events[index];
    if (event?.type === EVENT_ID.ALIAS) event = this.#doc.events[this.#doc.target(index)];
    this.#next = index + 1;
    if (event?.type !== EVENT_ID.SCALAR) throw new InputError("a key is no text", this.#doc.start(index));
    return this.#doc.key(event);
  }

  /** Merged keys replace what stands before them, and give way to what comes after, as go-yaml v2 has it. */
  #merge(into: Record<string, unknown>, shape: Shape): void {
    const index = this.#next;
    const event = this.#doc.events[index];
    if (event?.type === EVENT_ID.ALIAS) {
      this.#alias(index, () => this.#merge(into, shape));
    } else if (event?.type === EVENT_ID.MAPPING) {
      const merged = this.#mapping(shape);
      for (const key of Object.keys(merged)) setKey(into, key, merged[key]);
    } else if (event?.type === EVENT_ID.SEQUENCE) {
      this.#mergeAll(into, shape);
    } else {
      throw new InputError("<< merges mappings only", this.#doc.start(index));
    }
  }

  /** Of several merged mappings the first wins. */
  #mergeAll(into: Record<string, unknown>, shape: Shape): void {
    const merged: unknown[] = [];
    this.#next++;
    while (this.#doc.events[this.#next]?.type !== EVENT_ID.POP) {
      const index = this.#next;
      const value = this.#value(shape);
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new InputError("<< merges mappings only", this.#doc.start(index));
      }
      merged.unshift(value);
    }
    this.#next++;
    for (const value of merged) for (const [key, item] of Object.entries(value ?? {})) setKey(into, key, item);
  }

  #skip(): void {
    const end = this.#doc.end(this.#next);
    this.#next = end;
  }
}

export function isMerge(doc: YamlEvents, node: number): boolean {
  const event = doc.events[node];
  if (event?.type !== EVENT_ID.SCALAR || event.valueEnd - event.valueStart !== 2) return false;
  return event.style === 1 && event.tagStart < 0 && doc.text.startsWith("<<", event.valueStart);
}
