import type { Inventory } from "../../inventory/inventory.ts";
import type { SecretName } from "../readers/link-copies.ts";
import type { AccessModel } from "../readers/readers.ts";
import { serviceAccountOf } from "../request.ts";
import type { Known } from "./narrow.ts";

interface Named {
  readonly namespace: string | null;
  readonly name: string;
}

/** Credentials that may do everything are there, and no input shows them all: no right is written out for it. */
const CONTROL_PLANE = "kube-system";

/** Namespaces, and the names that rights can be narrowed to: of Secrets, except those that are to be kept, and of ServiceAccounts. */
export function knownIn(inventory: Inventory, { graph }: AccessModel, secrets: readonly SecretName[]): Known {
  const kept = new Set(secrets.map(({ namespace, name }) => `${namespace}/${name}`));
  const accounts = graph.nodes().flatMap(({ key }) => serviceAccountOf(key.replace(/^user /, "")) ?? []);
  const namespaces = new Set([
    ...inventory.all("Namespace.").map(({ name }) => name),
    ...inventory.objects.flatMap(({ namespace }) => namespace ?? []),
    ...accounts.map(({ namespace }) => namespace),
  ]);
  const made = [...inventory.madeSecrets().keys()].map((key): Named => {
    const slash = key.indexOf("/");
    return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
  });
  const others = [...inventory.all("Secret."), ...made].filter(
    ({ namespace, name }) => !kept.has(`${namespace}/${name}`),
  );
  const names: Readonly<Record<string, ReadonlyMap<string, readonly string[]>>> = {
    secrets: byNamespace(others),
    serviceaccounts: byNamespace(inventory.all("ServiceAccount.")),
  };
  return {
    namespaces: [...namespaces].filter((name) => name !== CONTROL_PLANE).sort(),
    names: (resource, namespace) => names[resource.replace(/\/token$/, "")]?.get(namespace) ?? [],
  };
}

function byNamespace(objects: readonly Named[]): Map<string, string[]> {
  const groups = Map.groupBy(objects, ({ namespace }) => namespace ?? "");
  return new Map([...groups].map(([namespace, own]) => [namespace, [...new Set(own.map(({ name }) => name))].sort()]));
}
