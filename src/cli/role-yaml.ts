import type { Need } from "../input/cluster/needs.ts";

/** A ClusterRole, or a Role of one namespace, as `kubectl apply` takes it. */
export function roleYaml(name: string, namespace: string | null, needs: readonly Need[]): string {
  const metadata = namespace === null ? [] : [`  namespace: ${JSON.stringify(namespace)}`];
  return [
    "apiVersion: rbac.authorization.k8s.io/v1",
    `kind: ${namespace === null ? "ClusterRole" : "Role"}`,
    "metadata:",
    `  name: ${name}`,
    ...metadata,
    "rules:",
    ...rulesOf(needs).flatMap(({ group, resources, verbs }) => [
      `  - apiGroups: [${JSON.stringify(group)}]`,
      `    resources: [${resources.map((resource) => JSON.stringify(resource)).join(", ")}]`,
      `    verbs: [${verbs.map((verb) => JSON.stringify(verb)).join(", ")}]`,
    ]),
    "",
  ].join("\n");
}

interface Rule {
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** Resources of one group and with the same verbs share a rule. */
function rulesOf(needs: readonly Need[]): Rule[] {
  const verbs = new Map<string, Set<string>>();
  for (const { verb, kind } of needs) {
    const key = `${kind.group}/${kind.resource}`;
    const own = verbs.get(key);
    if (own === undefined) verbs.set(key, new Set([verb]));
    else own.add(verb);
  }
  const rules = Map.groupBy(verbs, ([key, own]) => `${key.split("/")[0] ?? ""}|${[...own].sort().join(",")}`);
  return [...rules].map(([key, entries]) => {
    const [group = "", words = ""] = key.split("|");
    const resources = entries.map(([entry]) => entry.slice(entry.indexOf("/") + 1)).sort();
    return { group, resources, verbs: words.split(",") };
  });
}
