import fc from "fast-check";
import type { Identity } from "../../src/access/request.ts";
import type { AsSomebody } from "./as-somebody.ts";
import { CONTENT } from "./content.ts";

type Manifest = Readonly<Record<string, unknown>>;

/** A namespace with a Secret that a user, a group and a ServiceAccount may read, and somebody who may act as some. */
export interface ImpersonationWorld {
  readonly namespace: string;
  readonly index: number;
  readonly objects: readonly Manifest[];
  readonly rbac: readonly Manifest[];
}

const RBAC = "rbac.authorization.k8s.io";
const NEW = "authentication.k8s.io";

/** Verbs, group, resource and names of rules that let somebody act as another one. */
const RULES: readonly (readonly [
  verbs: readonly string[],
  group: string,
  resource: string,
  names: readonly string[],
])[] = [
  [["impersonate"], "", "users", ["VICTIM", "nobody", "system:serviceaccount:NAMESPACE:reader"]],
  [["impersonate"], "", "groups", ["READERS", "system:masters", "nobody"]],
  [["impersonate"], "", "serviceaccounts", ["reader", "app"]],
  [["impersonate"], NEW, "users", ["VICTIM"]],
  [["impersonate:user-info", "impersonate:*"], NEW, "users", ["VICTIM", "nobody", "*"]],
  [["impersonate:user-info"], "", "users", ["VICTIM"]],
  [["impersonate:user-info"], NEW, "groups", ["READERS", "system:masters"]],
  [["impersonate:serviceaccount"], NEW, "serviceaccounts", ["reader", "app"]],
  [
    [
      "impersonate-on:user-info:get",
      "impersonate-on:user-info:list",
      "impersonate-on:user-info:patch",
      "impersonate-on:serviceaccount:get",
      "impersonate-on:serviceaccount:list",
      "impersonate-on:*",
    ],
    "",
    "secrets",
    ["web-tls", "api-tls", ""],
  ],
];

const rule = fc.constantFrom(...RULES).chain(([verbs, group, resource, names]) =>
  fc
    .record({
      verbs: fc.uniqueArray(fc.constantFrom(...verbs), { minLength: 1 }),
      names: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 2 }),
      named: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ verbs: chosen, names: given, named }) => ({
      apiGroups: [group],
      resources: [resource],
      verbs: chosen,
      ...(named < 5 ? { resourceNames: given } : {}),
    })),
);

const given = fc.record({ rules: fc.array(rule, { minLength: 2, maxLength: 5 }), everywhere: fc.boolean() });

export function impersonationWorlds(count: number, seed: number): ImpersonationWorld[] {
  return fc.sample(fc.noBias(given), { seed, numRuns: count }).map(({ rules, everywhere }, index) => {
    const namespace = `acts-${index}`;
    const words: Readonly<Record<string, string>> = {
      VICTIM: `victim-${index}`,
      READERS: `readers-${index}`,
      NAMESPACE: namespace,
    };
    const filled: unknown = JSON.parse(
      JSON.stringify(rules).replaceAll(/VICTIM|READERS|NAMESPACE/g, (word) => words[word] ?? word),
    );
    const apiVersion = `${RBAC}/v1`;
    const may = (name: string, verb: string, subject: Manifest): Manifest[] => [
      {
        apiVersion,
        kind: "Role",
        metadata: { name, namespace },
        rules: [{ apiGroups: [""], resources: ["secrets"], verbs: [verb] }],
      },
      {
        apiVersion,
        kind: "RoleBinding",
        metadata: { name, namespace },
        roleRef: { apiGroup: RBAC, kind: "Role", name },
        subjects: [subject],
      },
    ];
    return {
      namespace,
      index,
      objects: [
        ...["mallory", "reader", "app"].map((name) => ({
          apiVersion: "v1",
          kind: "ServiceAccount",
          metadata: { name, namespace },
        })),
        { apiVersion: "v1", kind: "Secret", metadata: { name: "web-tls", namespace }, data: { "tls.key": CONTENT } },
      ],
      rbac: [
        ...may("user", "get", { kind: "User", name: `victim-${index}` }),
        ...may("group", "patch", { kind: "Group", name: `readers-${index}` }),
        ...may("account", "list", { kind: "ServiceAccount", name: "reader", namespace }),
        { apiVersion, kind: "ClusterRole", metadata: { name: `acts-${index}` }, rules: filled },
        {
          apiVersion,
          kind: everywhere ? "ClusterRoleBinding" : "RoleBinding",
          metadata: everywhere ? { name: `acts-${index}` } : { name: "acts", namespace },
          roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: `acts-${index}` },
          subjects: [{ kind: "ServiceAccount", name: "mallory", namespace }],
        },
      ],
    };
  });
}

/** Acts as everybody who may read, with the token of somebody. @returns as whom and how the content came */
export async function actsThatPass(client: AsSomebody, { namespace, index }: ImpersonationWorld): Promise<string[]> {
  const token = await client.tokenOf(namespace, "mallory");
  const account = (name: string): string => `system:serviceaccount:${namespace}:${name}`;
  const group = `readers-${index}`;
  const identities: readonly Identity[] = [
    { user: `victim-${index}`, groups: [] },
    { user: `victim-${index}`, groups: [group] },
    { user: "nobody", groups: [group] },
    { user: "nobody", groups: ["system:masters"] },
    { user: `victim-${index}`, groups: ["system:masters"] },
    { user: account("reader"), groups: [] },
    { user: account("app"), groups: [group] },
    { user: account("reader"), groups: [group] },
    { user: account("app"), groups: ["system:masters"] },
    { user: account("reader"), groups: ["system:masters"] },
    { user: "system:kube-controller-manager", groups: [] },
    { user: "system:serviceaccount:kube-system:generic-garbage-collector", groups: [] },
  ];
  const secrets = `/api/v1/namespaces/${namespace}/secrets`;
  const requests = [
    ["GET", `${secrets}/web-tls`],
    ["GET", secrets],
    ["GET", `${secrets}?fieldSelector=metadata.name%3Dweb-tls`],
    ["PATCH", `${secrets}/web-tls?dryRun=All`, "{}"],
  ] as const;
  const passed: string[] = [];
  for (const identity of identities) {
    for (const [method, path, body] of requests) {
      const answer = await client.ask(identity, method, path, body, token);
      if (answer.includes(CONTENT)) passed.push(`${method} as ${identity.user} ${identity.groups.join()}`);
    }
  }
  return passed;
}
