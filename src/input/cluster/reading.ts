import type { KubeObject, Origin } from "../../model/objects.ts";
import type { Skipped } from "../../model/report.ts";
import type { ReadInput } from "../contract.ts";
import { InputError, leftOut, unreadable } from "../errors.ts";
import { type Connection, IN_FLIGHT } from "./connect.ts";
import { discover, type ServedKind } from "./discover.ts";
import { resourceName } from "./kinds.ts";
import { type Listed, listKind, refusal } from "./list.ts";
import { liveOrigin, readSingle } from "./objects.ts";
import { eachOf } from "./pool.ts";

export interface ReadClusterOptions {
  /** Only this one; null for all. */
  readonly namespace: string | null;
  /** Whether Secrets are read at all. */
  readonly secrets: boolean;
  /** Whether RBAC is read too, which no verdict on a route needs. */
  readonly access: boolean;
  /** Called with the number of objects so far. */
  readonly progress?: ((objects: number) => void) | undefined;
}

/** An object that a verdict asked for, its kind as `Kind.group`. */
export interface Wanted {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

/** After so many refusals and no answer in one namespace, no more is asked there. */
const MOST_REFUSALS = 3;

/** Reads a cluster: what can be listed at once, what has to be named when somebody asks for it. */
export class ClusterReading {
  readonly #connection: Connection;
  readonly #options: ReadClusterOptions;
  readonly #origin: Origin;
  readonly #objects: KubeObject[] = [];
  readonly #skipped: Skipped[] = [];
  /** By `Kind.group`. */
  readonly #served = new Map<string, ServedKind>();
  /** Kinds that were listed to the end in the namespaces that were asked for, or that nobody serves. */
  readonly #complete = new Set<string>();
  readonly #asked = new Set<string>();
  readonly #absentSecrets = new Set<string>();
  /** By kind and namespace. */
  readonly #gets = new Map<string, Gets>();
  #whole = true;
  #version: string | null = null;
  #read = 0;

  constructor(connection: Connection, options: ReadClusterOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#origin = liveOrigin(connection.context);
  }

  /** Of the server; null before it was read, or where the server does not say. */
  get version(): string | null {
    return this.#version;
  }

  /** Lists everything that can be listed. @throws ClusterError */
  async list(): Promise<void> {
    const { served, skipped, version } = await discover(this.#connection);
    this.#version = version;
    this.#skipped.push(...skipped);
    if (skipped.length > 0) this.#whole = false;
    const wanted = served.filter(({ kind }) => this.#options.access || kind.for === "routes");
    for (const item of wanted) this.#served.set(`${item.kind.kind}.${item.kind.group}`, item);
    const listed = wanted.filter(({ kind }) => kind.how !== "named" && (kind.how !== "tls" || this.#options.secrets));
    await eachOf(listed, IN_FLIGHT, (item) => this.#listOne(item));
    if (!this.#options.secrets) {
      this.#skipped.push(leftOut("secrets", "not read (--no-secrets): what they hold is assumed"));
    }
    if (this.#options.namespace !== null) {
      const reason = `only namespace ${this.#options.namespace} was read: routes of others on the same hosts are not seen`;
      this.#skipped.push(leftOut(this.#connection.context, reason));
    }
  }

  /** Reads objects by name. Says whether anything is known now that was not. @throws ClusterError */
  async fetch(names: readonly Wanted[]): Promise<boolean> {
    const fresh: Wanted[] = [];
    for (const wanted of names) {
      if (!this.#mayFetch(wanted)) continue;
      this.#asked.add(keyOf(wanted));
      fresh.push(wanted);
    }
    await eachOf(fresh, IN_FLIGHT, (wanted) => this.#getOne(wanted));
    return fresh.length > 0;
  }

  result(): ReadInput {
    const skipped = [...this.#skipped, ...this.#refusedGets()].toSorted((a, b) => (a.where < b.where ? -1 : 1));
    return {
      objects: this.#objects,
      summaries: [{ kind: "cluster", name: this.#connection.context, objects: this.#objects.length, skipped }],
      coverage: { whole: this.#whole, absentSecrets: [...this.#absentSecrets].sort() },
    };
  }

  async #listOne(served: ServedKind): Promise<void> {
    const { kind } = served;
    const narrow = kind.everywhere === true ? null : this.#options.namespace;
    const listed = await this.#try(served, narrow);
    if (listed.state === "forbidden" && kind.namespaced && narrow === null) {
      await this.#listInOneNamespace(served);
      return;
    }
    this.#note(served, listed, "");
  }

  /** For users who may list in their own namespace alone. */
  async #listInOneNamespace(served: ServedKind): Promise<void> {
    const namespace = this.#options.namespace ?? this.#connection.namespace;
    const listed = await this.#try(served, namespace);
    const read = listed.state === "read";
    this.#note(
      served,
      read ? { state: "forbidden" } : listed,
      read ? ` in all namespaces; read in ${namespace} alone` : "",
    );
  }

  async #try(served: ServedKind, namespace: string | null): Promise<Listed> {
    const listed = await listKind(this.#connection, served, namespace, {
      origin: this.#origin,
      read: (objects) => this.#progress(objects),
    });
    if (listed.state === "read" || listed.state === "failed") this.#keep(listed.objects);
    return listed;
  }

  #note({ kind }: ServedKind, listed: Listed, detail: string): void {
    if (listed.state === "read" || listed.state === "absent") {
      this.#complete.add(`${kind.kind}.${kind.group}`);
      return;
    }
    if (kind.how !== "tls" && kind.for === "routes") this.#whole = false;
    const where = `list ${resourceName(kind)}`;
    const lost = `not known from there: ${kind.why}`;
    if (listed.state === "failed") this.#skipped.push(unreadable(where, `${listed.reason}; ${lost}`));
    else if (this.#isOutside(kind)) this.#skipped.push(leftOut(where, `forbidden${detail}; ${lost}`));
    else this.#skipped.push(unreadable(where, `forbidden${detail}; ${lost}`));
  }

  /** No Role of the namespace that was asked for could allow it. */
  #isOutside(kind: ServedKind["kind"]): boolean {
    return this.#options.namespace !== null && (!kind.namespaced || kind.everywhere === true);
  }

  #mayFetch(wanted: Wanted): boolean {
    const served = this.#served.get(wanted.kind);
    if (served === undefined || wanted.name === "" || this.#asked.has(keyOf(wanted))) return false;
    const { kind } = served;
    if (kind.namespaced !== (wanted.namespace !== null)) return false;
    if (kind.how === "tls") return this.#options.secrets;
    if (kind.how === "named") return true;
    const elsewhere = this.#options.namespace !== null && wanted.namespace !== this.#options.namespace;
    return kind.namespaced && kind.everywhere !== true && elsewhere && this.#complete.has(wanted.kind);
  }

  async #getOne(wanted: Wanted): Promise<void> {
    const served = this.#served.get(wanted.kind);
    if (served === undefined) return;
    const gets = this.#getsOf(served, wanted.namespace);
    if (gets.forbidden >= MOST_REFUSALS && !gets.allowed) return;
    const within = wanted.namespace === null ? "" : `/namespaces/${encodeURIComponent(wanted.namespace)}`;
    const path = `${served.base}${within}/${served.kind.resource}/${encodeURIComponent(wanted.name)}`;
    const { status, bytes } = await this.#connection.send({ path });
    const where = `get ${resourceName(served.kind)} ${wanted.namespace ?? ""}/${wanted.name}`;
    if (status === 403) gets.forbidden++;
    else if (status === 404) {
      gets.allowed = true;
      if (served.kind.how === "tls") this.#absentSecrets.add(`${wanted.namespace}/${wanted.name}`);
    } else if (status === 200) {
      gets.allowed = true;
      try {
        this.#keep([readSingle(bytes, served, this.#origin)]);
        this.#progress(1);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        this.#skipped.push(unreadable(where, error.message));
      }
    } else this.#skipped.push(unreadable(where, refusal(status, bytes)));
    if (status !== 200 && status !== 404 && served.kind.how !== "tls") this.#whole = false;
  }

  #getsOf(served: ServedKind, namespace: string | null): Gets {
    const key = `${served.kind.kind}.${served.kind.group}|${namespace ?? ""}`;
    let gets = this.#gets.get(key);
    if (gets === undefined) this.#gets.set(key, (gets = { served, namespace, forbidden: 0, allowed: false }));
    return gets;
  }

  /** One line for each kind: a name each would drown the rest. */
  #refusedGets(): Skipped[] {
    const refused = [...this.#gets.values()].filter(({ forbidden }) => forbidden > 0);
    const byKind = Map.groupBy(refused, ({ served }) => served);
    return [...byKind].flatMap(([{ kind }, gets]) => {
      const entry = (outside: boolean): Skipped[] => {
        const own = gets.filter(({ namespace }) => this.#isElsewhere(namespace) === outside);
        if (own.length === 0) return [];
        const [first = "", ...others] = own.map(({ namespace }) => namespace ?? "the cluster").sort();
        const more = others.length === 0 ? "" : ` and ${others.length} more`;
        const make = outside ? leftOut : unreadable;
        return [make(`get ${resourceName(kind)}`, `forbidden in ${first}${more}; not known from there: ${kind.why}`)];
      };
      return [...entry(false), ...entry(true)];
    });
  }

  #isElsewhere(namespace: string | null): boolean {
    return this.#options.namespace !== null && namespace !== this.#options.namespace;
  }

  #keep(objects: readonly KubeObject[]): void {
    for (const object of objects) this.#objects.push(object);
  }

  #progress(objects: number): void {
    this.#read += objects;
    this.#options.progress?.(this.#read);
  }
}

interface Gets {
  readonly served: ServedKind;
  readonly namespace: string | null;
  forbidden: number;
  /** Whether the server told of any name there. */
  allowed: boolean;
}

function keyOf({ kind, namespace, name }: Wanted): string {
  return `${kind}|${namespace ?? ""}|${name}`;
}
