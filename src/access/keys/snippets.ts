import type { Door } from "../../model/doors.ts";
import { evidence } from "../../model/evidence.ts";
import type { KeyName, OpenSnippets } from "../../model/key-access.ts";
import type { Reader } from "../../model/report.ts";
import type { Binding, Rbac, Subject } from "../rbac.ts";
import { permissionsOf } from "../readers/permissions.ts";
import { isShippedGrant } from "../shipped/shipped-grants.ts";
import type { Accounts } from "./accounts.ts";
import { describe, rightsOf } from "./grants.ts";
import type { RouteKeys } from "./route-keys.ts";

/** Controllers whose snippets give keys to people who may write Ingresses and could not read those keys otherwise. */
export function openSnippets(
  rbac: Rbac,
  doors: readonly Door[],
  keys: RouteKeys,
  accounts: Accounts,
): readonly OpenSnippets[] {
  return doors.flatMap((door) => {
    if (door.kind !== "snippet") return [];
    const reached = keysOf(door.account, rbac, keys);
    const authors = reached.length === 0 ? [] : authorsOf(door, rbac, accounts);
    if (authors.length === 0) return [];
    const { object, at, fact } = door;
    return [{ authors, keys: reached, object, at, evidence: [evidence(fact, object, at)] }];
  });
}

/** What a ServiceAccount that a binding names may read. */
function keysOf({ namespace, name }: Door["account"], rbac: Rbac, keys: RouteKeys): readonly KeyName[] {
  const found = new Set<KeyName>();
  for (const binding of rbac.bindings) {
    const isIts = binding.subjects.some((subject) => {
      const own = describe(subject);
      return own.kind === "ServiceAccount" && own.namespace === namespace && own.name === name;
    });
    if (isIts) for (const right of rightsOf(binding, keys)) for (const key of right.keys) found.add(key);
  }
  return [...found];
}

function authorsOf(door: Door, rbac: Rbac, accounts: Accounts): Reader["subject"][] {
  const authors = new Map<string, Reader["subject"]>();
  const readers = new Set<string>();
  for (const binding of rbac.bindings) {
    const [reads, writes] = [readsAll(binding), writesIngresses(binding, door)];
    if (!reads && !writes) continue;
    for (const subject of binding.subjects) {
      const who = describe(subject);
      const key = `${who.kind} ${who.namespace}/${who.name}`;
      if (reads) readers.add(key);
      if (writes && isAuthor(binding, subject, who, accounts)) authors.set(key, who);
    }
  }
  return [...authors].filter(([key]) => !readers.has(key)).map(([, who]) => who);
}

function isAuthor(binding: Binding, subject: Subject, who: Reader["subject"], accounts: Accounts): boolean {
  if (isShippedGrant(binding, subject)) return false;
  return who.kind !== "ServiceAccount" || !accounts.isExpected(who.namespace ?? "", who.name);
}

/** Whoever reads every Secret anyway gains nothing. */
function readsAll({ namespace, rules }: Binding): boolean {
  const reads = (id: string, names: readonly string[] | null): boolean => id === "read" && names === null;
  return namespace === null && rules.some((rule) => permissionsOf(rule).some(({ id, names }) => reads(id, names)));
}

function writesIngresses({ namespace, rules }: Binding, door: Door): boolean {
  if (namespace !== null && door.namespace !== null && namespace !== door.namespace) return false;
  return rules.some((rule) =>
    permissionsOf(rule).some(({ id, names }) => id === "writeIngress" && (names === null || names.includes(""))),
  );
}
