import type { KeyGrant } from "../../model/key-access.ts";
import { defineRule } from "../contract.ts";
import { keysText, subjectText } from "../key-words.ts";
import { remedyFor } from "../remedies.ts";

const SLUG = "account-reads-all-secrets";

export const rule = defineRule({
  id: "LH4003",
  slug: SLUG,
  severity: "warning",
  summary: "A workload reads every Secret where the keys of routes are",
  messages: {
    everywhere: "{who} reads every Secret of the cluster, the key of {keys} among them ({verbs})",
    namespace: "{who} reads every Secret of namespace {namespace}, the key of {keys} among them ({verbs})",
  },
  *check({ keyAccess }) {
    for (const grant of keyAccess.grants) {
      if (grant.who !== "account" || grant.reach === "some") continue;
      const { object, at, evidence, subject, namespace, reach: message } = grant;
      const data = {
        who: subjectText(subject),
        keys: keysText(grant.keys),
        verbs: grant.verbs.join(", "),
        namespace: namespace ?? "",
      };
      const told = isAtHome(grant) ? { severity: "note" as const, cause: "at home" } : {};
      yield { message, data, object, at, evidence, remedy: remedyFor(SLUG, undefined), ...told };
    }
  },
});

/** Whoever runs pods in a namespace can mount its Secrets; that one of them lists them all is a lesser thing. */
function isAtHome({ subject, namespace }: KeyGrant): boolean {
  return namespace !== null && subject.namespace === namespace;
}
