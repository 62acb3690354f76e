import type { AccessRequest, Identity } from "../../src/access/request.ts";
import type { Plan } from "../../src/access/tighten/plan.ts";
import { text } from "../../src/model/read.ts";
import type { Reader } from "../../src/model/report.ts";

type Manifest = Readonly<Record<string, unknown>>;

/** The objects of a cluster after `kubectl apply` and `kubectl delete` have done what a plan says. */
export function afterPlan(objects: readonly Manifest[], { apply, remove }: Pick<Plan, "apply" | "remove">): Manifest[] {
  const left = new Map(objects.map((object) => [identityOf(object), object]));
  for (const { manifest } of apply) left.set(identityOf(manifest), manifest);
  for (const { kind, namespace, name } of remove) left.delete(JSON.stringify([kind, namespace, name]));
  return [...left.values()];
}

function identityOf(object: Manifest): string {
  const kind = text(object, "kind") ?? "";
  const namespace = kind.startsWith("Cluster") ? null : (text(object, "metadata", "namespace") ?? "default");
  return JSON.stringify([kind, namespace, text(object, "metadata", "name")]);
}

/** Whoever somebody is to a binding: himself, and the groups that he is in. */
export function keysOf({ user, groups }: Identity): string[] {
  return [`user ${user}`, ...groups.map((group) => `group ${group}`)];
}

export function keyOf({ kind, namespace, name }: Reader["subject"]): string {
  if (kind === "Group") return `group ${name}`;
  return `user ${kind === "User" ? name : `system:serviceaccount:${namespace}:${name}`}`;
}

/** Whether a plan says that somebody loses what a request asks for. */
export function coveredByLoss(
  plan: Pick<Plan, "losses" | "writtenOut">,
  keys: readonly string[],
  request: AccessRequest,
): boolean {
  if (request.kind === "path") return false;
  const { verb, group, namespace, name, resource, subresource } = request;
  const full = subresource === "" ? resource : `${resource}/${subresource}`;
  const loss = plan.losses.some(
    (item) =>
      keys.includes(keyOf(item.subject)) &&
      item.verbs.includes(verb) &&
      item.group === group &&
      item.resource === full &&
      (item.scope === null || item.scope === namespace) &&
      (item.names.length === 0 || item.names.includes(name)),
  );
  const star = plan.writtenOut.some(({ subject, field, on, writtenOut }) => {
    if (!keys.includes(keyOf(subject))) return false;
    if (field === "verbs") return on.split(".")[0] === full && !writtenOut.includes(verb);
    if (field === "apiGroups") return [full, `*/${subresource}`].includes(on) && !writtenOut.includes(group);
    return (group === "" ? "the core group" : group) === on && !writtenOut.includes(full);
  });
  return loss || star;
}
