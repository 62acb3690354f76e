import type { Inventory } from "../../inventory/inventory.ts";
import type { Reader } from "../../model/report.ts";
import { Authorizer } from "../authorizer.ts";
import { PART_OF_KUBERNETES, PLATFORM_ADMIN } from "../readers/expected.ts";
import type { SecretName } from "../readers/link-copies.ts";
import { READING_VERBS } from "../readers/permissions.ts";
import { type ReadersOptions, SecretReaders } from "../readers/readers.ts";
import { impersonated, serviceAccountUser } from "../request.ts";
import type { Left } from "./cuts.ts";
import type { Watches } from "./expected-readers.ts";
import type { Kept, Plan, Remaining } from "./plan.ts";

/** Who reads some Secrets, each once. */
export interface Readers {
  readonly bySubject: ReadonlyMap<string, Found>;
  readonly authorizer: Authorizer;
}

interface Found {
  readonly reader: Reader;
  /** What he may ask for himself, by Secret. */
  readonly verbs: Map<SecretName, readonly string[]>;
  readonly secrets: SecretName[];
}

export function readersOf(inventory: Inventory, secrets: readonly SecretName[], options: ReadersOptions): Readers {
  const readers = new SecretReaders(inventory, options);
  const found = new Map<string, Found>();
  for (const secret of secrets) {
    for (const reader of readers.of(secret)) {
      const key = keyOfSubject(reader.subject);
      const known = found.get(key);
      // Somebody may be expected to read one Secret and not another: what is told is that he is not.
      const worse = known === undefined || (known.reader.expected !== null && reader.expected === null);
      const own = worse ? { reader, verbs: known?.verbs ?? new Map(), secrets: known?.secrets ?? [] } : known;
      if (worse) found.set(key, own);
      own.secrets.push(secret);
      if (reader.direct) own.verbs.set(secret, reader.verbs);
    }
  }
  return { bySubject: found, authorizer: new Authorizer(readers.rbac) };
}

/** As the graph of readers calls him. */
function keyOfSubject({ kind, namespace, name }: Reader["subject"]): string {
  if (kind === "Group") return `group ${name}`;
  return `user ${kind === "User" ? name : serviceAccountUser(namespace ?? "", name)}`;
}

export function unexpectedIn({ bySubject }: Readers): number {
  return [...bySubject.values()].filter(({ reader }) => reader.expected === null).length;
}

/** Unexpected readers who get at the same Secrets as they did, by the same verbs: what they lost, they lost for nothing. */
export function unmovedIn(before: Readers, after: Readers): string[] {
  return [...before.bySubject].flatMap(([key, { reader, verbs, secrets }]) => {
    const now = after.bySubject.get(key);
    const same = [...verbs].every(([secret, held]) => now?.verbs.get(secret)?.join() === held.join());
    return reader.expected === null && verbs.size > 0 && same && secrets.length === now?.secrets.length ? [key] : [];
  });
}

/** Who is left, each with what speaks against taking it from him. */
export function remainingOf({ bySubject }: Readers, left: readonly Left[]): Remaining[] {
  const reasons = Map.groupBy(left, ({ node }) => node.key);
  return [...bySubject].flatMap(([key, { reader, secrets }]) => {
    if (reader.expected !== null) return [];
    const own = new Set((reasons.get(key) ?? []).map(({ reason }) => reason));
    return [{ subject: reader.subject, how: reader.how ?? "", reasons: [...own], secrets }];
  });
}

/** Programs that go on reading, without the parts of Kubernetes and the administrators of the platform. */
export function keptOf({ bySubject }: Readers, watches: Watches): Kept[] {
  return [...bySubject].flatMap(
    ([
      key,
      {
        reader: { expected, subject },
        verbs,
        secrets,
      },
    ]) => {
      if (expected === null || expected === PART_OF_KUBERNETES || expected === PLATFORM_ADMIN) return [];
      if (verbs.size === 0) return [];
      const held = new Set([...verbs.values()].flat());
      const watch = watches.get(key);
      const everywhere = watch?.namespaces === null ? watch.reason : null;
      const inOrder = READING_VERBS.filter((verb) => held.has(verb));
      return [{ subject, expected, verbs: inOrder, secrets: secrets.length, everywhere }];
    },
  );
}

/** Expected readers who could no longer ask for a Secret that they need as they could, by whatever binding. */
export function brokenOf(
  before: Readers,
  after: Readers,
  secrets: readonly SecretName[],
  watches: Watches,
): Plan["broken"] {
  return [...before.bySubject].flatMap(([key, { reader, verbs }]) => {
    const { subject, expected } = reader;
    if (expected === null) return [];
    // The parts of Kubernetes live by their own bindings; others by those of their groups, too.
    const byGroups = subject.kind === "ServiceAccount" && expected !== PART_OF_KUBERNETES;
    if (!byGroups && verbs.size === 0) return [];
    const user = serviceAccountUser(subject.namespace ?? "", subject.name);
    const can = ({ authorizer, bySubject }: Readers, secret: SecretName): readonly string[] =>
      byGroups ? verbsOf(authorizer, user, secret) : (bySubject.get(key)?.verbs.get(secret) ?? []);
    const only = watches.get(key)?.namespaces ?? null;
    const needed = secrets.filter(({ namespace }) => only === null || only.includes(namespace));
    const fits = needed.every((secret) => {
      const now = can(after, secret);
      return can(before, secret).every((verb) => now.includes(verb));
    });
    return fits ? [] : [subject];
  });
}

function verbsOf(authorizer: Authorizer, user: string, { namespace, name }: SecretName): string[] {
  const identity = impersonated(user, []);
  const request = { kind: "resource", group: "", resource: "secrets", subresource: "", namespace, name } as const;
  return READING_VERBS.filter((verb) => {
    const named = verb === "deletecollection" ? "" : name;
    return authorizer.decide(identity, { ...request, verb, name: named }).allowed;
  });
}
