import type { KeyGrant, KeyName } from "../../model/key-access.ts";
import type { Reader } from "../../model/report.ts";
import { explainGrant } from "../explain.ts";
import { type Binding, type Rbac, type Subject, userOf } from "../rbac.ts";
import { reachOf } from "../readers/derive-direct.ts";
import { isBroad } from "../readers/expected.ts";
import { type Permission, permissionsOf, READING_VERBS } from "../readers/permissions.ts";
import { TECHNIQUES } from "../readers/techniques.ts";
import { serviceAccountOf } from "../request.ts";
import type { Rule } from "../rule.ts";
import { isShippedGrant } from "../shipped/shipped-grants.ts";
import type { Accounts } from "./accounts.ts";
import type { RouteKeys } from "./route-keys.ts";

/** A right of one rule to read Secrets, where its binding counts. */
interface Right {
  readonly rule: Rule;
  readonly verbs: readonly string[];
  /** null for all of them. */
  readonly name: string | null;
  readonly keys: readonly KeyName[];
}

/** Rights to read keys, one for each subject of each binding of whom there is something to say. */
export function directGrants(rbac: Rbac, keys: RouteKeys, accounts: Accounts): KeyGrant[] {
  return rbac.bindings.flatMap((binding) => {
    const rights = rightsOf(binding, keys);
    if (rights.length === 0) return [];
    return binding.subjects.flatMap((subject) => grantOf(binding, subject, rights, accounts) ?? []);
  });
}

/** The keys that a binding's rules let one read. */
export function rightsOf({ rules, namespace }: Binding, keys: RouteKeys): Right[] {
  return rules.flatMap((rule) =>
    permissionsOf(rule)
      .filter((permission) => permission.id === "read")
      .flatMap((permission: Permission) =>
        reachOf({ ...permission, scope: namespace }).map(({ name, verbs }) => ({
          rule,
          verbs,
          name,
          keys: name === null ? keys.within(namespace) : keys.named(namespace, name),
        })),
      )
      .filter(({ keys: own }) => own.length > 0),
  );
}

function grantOf(binding: Binding, subject: Subject, all: readonly Right[], accounts: Accounts): KeyGrant | null {
  const who = kindOf(subject);
  if (who === null || isShippedGrant(binding, subject)) return null;
  // A ServiceAccount that may read the key by its name is meant to; one that reads every Secret mostly is not.
  const rights = who === "account" ? all.filter(({ name }) => name === null) : all;
  const [first] = rights;
  if (first === undefined) return null;
  const named = describe(subject);
  if (who === "account" && accounts.isExpected(named.namespace ?? "", named.name)) return null;
  const held = new Set(rights.flatMap(({ verbs }) => verbs));
  const reads = rights.some(({ name }) => name === null);
  const { namespace } = binding;
  return {
    who,
    subject: named,
    verbs: READING_VERBS.filter((verb) => held.has(verb)),
    how: null,
    conditions: [],
    reach: !reads ? "some" : namespace === null ? "everywhere" : "namespace",
    namespace: reads ? namespace : null,
    keys: reads ? (rights.find(({ name }) => name === null)?.keys ?? []) : rights.flatMap((right) => right.keys),
    object: binding.object,
    at: ["subjects", subject.index],
    evidence: rights.flatMap((right) => {
      const text = `${right.verbs.join(", ")} on secrets: ${TECHNIQUES.direct.fact.text}`;
      return explainGrant({ binding, subject, rule: right.rule }, TECHNIQUES.direct.fact, text).toReversed();
    }),
  };
}

/** Of whom a report has something to say; users and other groups are people, who are there on purpose. */
export function kindOf(subject: Pick<Subject, "kind" | "namespace" | "name">): KeyGrant["who"] | null {
  const { kind, namespace, name } = describe(subject);
  if (kind === "ServiceAccount") return namespace !== null && name === "default" ? "default" : "account";
  return isBroad(name) ? "anyone" : null;
}

/** A User subject can be a ServiceAccount by its full name. */
export function describe(subject: Pick<Subject, "kind" | "namespace" | "name">): Reader["subject"] {
  const user = userOf({ ...subject, index: 0 });
  const account = user === null ? null : serviceAccountOf(user);
  if (account !== null) return { kind: "ServiceAccount", ...account };
  return { kind: subject.kind === "Group" ? "Group" : "User", namespace: null, name: subject.name };
}
