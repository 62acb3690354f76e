import { list, text } from "../../model/read.ts";
import type { Binding, Subject } from "../rbac.ts";
import { shippedObjects } from "./shipped.ts";

/**
 * Whether the server itself makes this binding, for this subject and this role. Its label alone proves nothing: whoever
 * makes a binding can give it one.
 */
export function isShippedGrant({ object, roleName }: Binding, { kind, namespace, name }: Subject): boolean {
  known ??= new Set(shippedGrants());
  return known.has(key(object.kind, object.namespace, object.name, roleName, `${kind} ${namespace}/${name}`));
}

let known: ReadonlySet<string> | undefined;

function* shippedGrants(): Generator<string> {
  for (const { kind, namespace, name, body } of shippedObjects()) {
    const role = text(body, "roleRef", "name") ?? "";
    for (const subject of list(body, "subjects")) {
      const who = `${text(subject, "kind")} ${text(subject, "namespace") ?? ""}/${text(subject, "name")}`;
      yield key(kind, namespace, name, role, who);
    }
  }
}

function key(kind: string, namespace: string | null, name: string, role: string, subject: string): string {
  return [kind, namespace ?? "", name, role, subject].join("|");
}
