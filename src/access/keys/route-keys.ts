import type { KeyName } from "../../model/key-access.ts";

const NONE: readonly KeyName[] = [];

/** The Secrets that routes serve, by where they are. */
export class RouteKeys {
  readonly all: readonly KeyName[];
  readonly #byNamespace = new Map<string, Map<string, KeyName>>();

  /** @param keys each once or more often */
  constructor(keys: Iterable<KeyName>) {
    const all: KeyName[] = [];
    for (const key of keys) {
      let there = this.#byNamespace.get(key.namespace);
      if (there === undefined) this.#byNamespace.set(key.namespace, (there = new Map()));
      if (there.has(key.name)) continue;
      there.set(key.name, key);
      all.push(key);
    }
    this.all = all;
  }

  /** In a namespace, or in all of them for null. */
  within(scope: string | null): readonly KeyName[] {
    if (scope === null) return this.all;
    const there = this.#byNamespace.get(scope);
    return there === undefined ? NONE : [...there.values()];
  }

  /** By name, in a namespace; undefined where none is in it. */
  inNamespace(namespace: string): ReadonlyMap<string, KeyName> | undefined {
    return this.#byNamespace.get(namespace);
  }

  find(namespace: string, name: string): KeyName | undefined {
    return this.#byNamespace.get(namespace)?.get(name);
  }

  /** Those of one name. */
  named(scope: string | null, name: string): readonly KeyName[] {
    if (scope === null) return this.all.filter((key) => key.name === name);
    const found = this.find(scope, name);
    return found === undefined ? NONE : [found];
  }
}
