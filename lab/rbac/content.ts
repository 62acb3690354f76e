import { SecretReaders } from "../../src/access/readers/readers.ts";
import { sameSubject } from "../../src/access/readers/subject.ts";
import { impersonated, type Identity } from "../../src/access/request.ts";
import type { Inventory } from "../../src/inventory/inventory.ts";
import { isFields } from "../../src/model/read.ts";
import type { AsSomebody } from "./as-somebody.ts";

export interface Target {
  readonly namespace: string;
  readonly name: string;
}

/** Stands for a key: no answer holds it unless the content of the Secret is in it. */
export const CONTENT = Buffer.from("content-of-the-secret").toString("base64");

type Asked = readonly [method: string, path: string, body?: string];

/** Requests for each verb, none of which changes anything; a list may name the Secret or take all. */
const REQUESTS: Readonly<Record<string, (target: Target) => readonly Asked[]>> = {
  get: ({ namespace, name }) => [["GET", `${of(namespace)}/${name}`]],
  list: ({ namespace, name }) => [
    ["GET", `${of(namespace)}?${one(name)}`],
    ["GET", of(namespace)],
  ],
  watch: ({ namespace, name }) => [
    ["GET", `${of(namespace)}?${WATCH}&${one(name)}`],
    ["GET", `${of(namespace)}?${WATCH}`],
  ],
  patch: ({ namespace, name }) => [["PATCH", `${of(namespace)}/${name}?dryRun=All`, "{}"]],
  delete: ({ namespace, name }) => [["DELETE", `${of(namespace)}/${name}?dryRun=All&propagationPolicy=Foreground`]],
  deletecollection: ({ namespace, name }) => [["DELETE", `${of(namespace)}?dryRun=All&${one(name)}`]],
};

const WATCH = "watch=true&timeoutSeconds=1&resourceVersion=0";

function one(name: string): string {
  return `fieldSelector=metadata.name%3D${name}`;
}

function of(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/secrets`;
}

/** The verbs by which somebody really gets the content. */
export async function verbsThatReturn(client: AsSomebody, identity: Identity, target: Target): Promise<string[]> {
  const found: string[] = [];
  for (const [verb, make] of Object.entries(REQUESTS)) {
    const answers = make(target).map(([method, path, body]) => client.ask(identity, method, path, body));
    if ((await Promise.all(answers)).some((answer) => answer.includes(CONTENT))) found.push(verb);
  }
  return found.sort();
}

/** The verbs that lasthop lists for him and for the groups that he is in. */
export function verbsListed(readers: SecretReaders, { user, groups }: Identity, target: Target): string[] {
  const all = impersonated(user, groups).groups;
  const own = readers
    .of(target)
    .filter(
      ({ direct, subject }) =>
        direct && (sameSubject(subject, user) || (subject.kind === "Group" && all.includes(subject.name))),
    );
  return [...new Set(own.flatMap(({ verbs }) => verbs))].sort();
}

/** The same role with its rules turned to Secrets, so that most bindings grant something on them. */
export function aboutSecrets(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { rules } = object;
  if (!Array.isArray(rules)) return object;
  const turned = rules.map((rule: unknown) =>
    isFields(rule) && "resources" in rule ? { ...rule, apiGroups: [""], resources: ["secrets"] } : rule,
  );
  return { ...object, rules: turned };
}

export function readersOf(inventory: Inventory): SecretReaders {
  return new SecretReaders(inventory, { aggregation: false });
}
