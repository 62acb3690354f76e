import type { Reader } from "../../model/report.ts";
import { AUTHENTICATED, serviceAccountGroups, serviceAccountOf, UNAUTHENTICATED, ANONYMOUS } from "../request.ts";

type Subject = Reader["subject"];

/** Whether a reader is the one that a user names: a user name, that of a ServiceAccount, or `group:NAME`. */
export function sameSubject({ kind, namespace, name }: Subject, written: string): boolean {
  if (written.startsWith("group:")) return kind === "Group" && name === written.slice("group:".length);
  const account = serviceAccountOf(written);
  if (account === null) return kind === "User" && name === written;
  return kind === "ServiceAccount" && namespace === account.namespace && name === account.name;
}

/** Whether a reader is a group that the one is known to be in; other groups of users are not known. */
export function readsByGroup({ kind, name }: Subject, written: string): boolean {
  if (kind !== "Group" || written.startsWith("group:")) return false;
  const account = serviceAccountOf(written);
  if (account !== null) return serviceAccountGroups(account.namespace).includes(name);
  return name === (written === ANONYMOUS ? UNAUTHENTICATED : AUTHENTICATED);
}
