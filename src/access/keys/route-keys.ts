import type { KeyName, ServedKey } from "../../model/key-access.ts";
import type { Route } from "../../model/report.ts";

const NONE: readonly KeyName[] = [];

interface Key extends KeyName {
  readonly routes: Route[];
}

/** The Secrets that routes serve, by where they are; those of a namespace are told apart when somebody asks for one. */
export class RouteKeys {
  readonly #served = new Map<string, ServedKey[]>();
  readonly #byName = new Map<string, ReadonlyMap<string, Key>>();
  #all: readonly KeyName[] | undefined;

  constructor(served: Iterable<ServedKey>) {
    for (const key of served) {
      const there = this.#served.get(key.namespace);
      if (there === undefined) this.#served.set(key.namespace, [key]);
      else there.push(key);
    }
  }

  get isEmpty(): boolean {
    return this.#served.size === 0;
  }

  /** Each once: those of a namespace, or all of them for null. */
  within(scope: string | null): readonly KeyName[] {
    if (scope === null) {
      this.#all ??= [...this.#served.keys()].flatMap((namespace) => this.within(namespace));
      return this.#all;
    }
    const there = this.#in(scope);
    return there === undefined ? NONE : [...there.values()];
  }

  /** Those of one name. */
  named(scope: string | null, name: string): readonly KeyName[] {
    if (scope === null) return this.within(null).filter((key) => key.name === name);
    const found = this.find(scope, name);
    return found === undefined ? NONE : [found];
  }

  find(namespace: string, name: string): Key | undefined {
    return this.#in(namespace)?.get(name);
  }

  #in(namespace: string): ReadonlyMap<string, Key> | undefined {
    const known = this.#byName.get(namespace);
    if (known !== undefined) return known;
    const served = this.#served.get(namespace);
    if (served === undefined) return undefined;
    const byName = new Map<string, Key>();
    for (const { name, route } of served) {
      const same = byName.get(name);
      if (same === undefined) byName.set(name, { namespace, name, routes: [route] });
      else same.routes.push(route);
    }
    this.#byName.set(namespace, byName);
    return byName;
  }
}
