import type { KeyGrant, KeyName } from "../model/key-access.ts";
import type { Reader } from "../model/report.ts";

/** `Secret shop/web-tls`, or with how many others. */
export function keysText(keys: readonly KeyName[]): string {
  const [first] = keys;
  if (first === undefined) return "no Secret";
  const others = keys.length - 1;
  const more = others === 0 ? "" : ` and ${others} ${others === 1 ? "other" : "others"}`;
  return `Secret ${first.namespace}/${first.name}${more}`;
}

/** Who that is, for somebody who does not know the names of Kubernetes' groups. */
export function subjectText(subject: Reader["subject"]): string {
  const { kind, namespace, name } = subject;
  const words = `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
  if (kind === "ServiceAccount") return words;
  const who = BROAD[name] ?? everyAccountOf(name);
  return who === null ? words : `${who} (${words})`;
}

const BROAD: Readonly<Record<string, string>> = {
  "system:anonymous": "Anybody without credentials",
  "system:unauthenticated": "Anybody without credentials",
  "system:authenticated": "Everybody with credentials of any kind",
  "system:authenticated:oauth": "Everybody who has logged in",
  "system:serviceaccounts": "Every ServiceAccount of the cluster",
};

function everyAccountOf(group: string): string | null {
  const prefix = "system:serviceaccounts:";
  return group.startsWith(prefix) ? `Every ServiceAccount of namespace ${group.slice(prefix.length)}` : null;
}

/** What somebody does, and of which Secrets, in a clause that follows his name. */
export function deedText({ how, verbs, reach, namespace, keys, conditions }: KeyGrant): string {
  if (how !== null) {
    const also = conditions.length === 0 ? "" : `, if ${conditions.join(", and ")}`;
    return `can obtain the key of ${keysText(keys)}: ${how}${also}`;
  }
  const where = {
    everywhere: "on secrets in every namespace",
    namespace: `on secrets in ${namespace}`,
    some: "on this Secret by its name",
  }[reach];
  return `can read the key of ${keysText(keys)} (${verbs.join(", ")} ${where})`;
}
