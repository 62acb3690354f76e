import { placeOf } from "../../model/evidence.ts";
import type { KeyGrant, KeyName } from "../../model/key-access.ts";
import type { Evidence, Reader } from "../../model/report.ts";
import type { Rbac } from "../rbac.ts";
import { permissionsOf } from "../readers/permissions.ts";
import type { SecretReaders } from "../readers/readers.ts";
import { isShippedGrant } from "../shipped/shipped-grants.ts";
import { kindOf } from "./grants.ts";
import type { RouteKeys } from "./route-keys.ts";

/** Whether somebody of whom ways round are reported has a right that may be a part of one. */
export function mayHaveWays({ bindings }: Rbac): boolean {
  return bindings.some(
    (binding) =>
      binding.rules.some((rule) => permissionsOf(rule).some(({ id }) => id !== "read")) &&
      binding.subjects.some((subject) => isReported(kindOf(subject)) && !isShippedGrant(binding, subject)),
  );
}

function isReported(who: KeyGrant["who"] | null): boolean {
  return who === "anyone" || who === "default";
}

/** Ways round to keys that are open to nearly everybody or to default ServiceAccounts, one for each way. */
export function wayGrants(readers: SecretReaders, keys: RouteKeys): KeyGrant[] {
  const byList = new Map<readonly Reader[], KeyName[]>();
  for (const key of keys.within(null)) {
    const list = readers.of(key);
    const known = byList.get(list);
    if (known === undefined) byList.set(list, [key]);
    else known.push(key);
  }
  const found = new Map<string, KeyGrant & { readonly keys: KeyName[] }>();
  for (const [list, own] of byList) {
    for (const reader of list) {
      const grant = wayOf(reader, own);
      if (grant === null) continue;
      const { kind, namespace, name } = reader.subject;
      const id = [kind, namespace ?? "", name, grant.how, grant.object.name, ...grant.at].join("\n");
      const known = found.get(id);
      if (known === undefined) found.set(id, grant);
      else known.keys.push(...own);
    }
  }
  return [...found.values()];
}

/** What a right amounts to says more than who is bound to it. */
function rulesFirst(via: readonly Evidence[]): Evidence[] {
  const isBinding = ({ object }: Evidence): boolean => object?.kind.endsWith("RoleBinding") ?? false;
  return [...via.filter((step) => !isBinding(step)), ...via.filter(isBinding)];
}

function wayOf(reader: Reader, keys: readonly KeyName[]): (KeyGrant & { readonly keys: KeyName[] }) | null {
  if (reader.direct || reader.expected !== null) return null;
  const { kind, namespace, name } = reader.subject;
  const who = kindOf({ kind, namespace: namespace ?? "", name });
  const place = reader.via.map(placeOf).find((item) => item !== null);
  if (!isReported(who) || who === null || place === undefined || reader.unsettled === true) return null;
  return {
    who,
    subject: reader.subject,
    verbs: [],
    how: reader.how ?? "",
    conditions: reader.conditions ?? [],
    reach: "some",
    namespace: null,
    keys: [...keys],
    object: place.object,
    at: place.path,
    evidence: rulesFirst(reader.via),
  };
}
