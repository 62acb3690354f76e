import type { KeyName } from "../../model/key-access.ts";

const NONE: readonly KeyName[] = [];

/** The Secrets that routes serve, by where they are. */
export class RouteKeys {
  /** As they were given, one as often as routes serve it. */
  readonly #given = new Map<string, KeyName[]>();
  readonly #distinct = new Map<string, readonly KeyName[]>();
  #all: readonly KeyName[] | undefined;

  constructor(keys: Iterable<KeyName>) {
    for (const key of keys) {
      const there = this.#given.get(key.namespace);
      if (there === undefined) this.#given.set(key.namespace, [key]);
      else there.push(key);
    }
  }

  get isEmpty(): boolean {
    return this.#given.size === 0;
  }

  /** Each once: those of a namespace, or all of them for null. */
  within(scope: string | null): readonly KeyName[] {
    if (scope === null) {
      this.#all ??= [...this.#given.keys()].flatMap((namespace) => this.within(namespace));
      return this.#all;
    }
    let found = this.#distinct.get(scope);
    if (found === undefined) {
      const byName = new Map(this.#given.get(scope)?.map((key) => [key.name, key]));
      this.#distinct.set(scope, (found = byName.size === 0 ? NONE : [...byName.values()]));
    }
    return found;
  }

  /** Those of one name. */
  named(scope: string | null, name: string): readonly KeyName[] {
    return this.within(scope).filter((key) => key.name === name);
  }

  find(namespace: string, name: string): KeyName | undefined {
    return this.#given.get(namespace)?.find((key) => key.name === name);
  }
}
