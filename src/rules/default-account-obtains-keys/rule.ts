import { defineRule } from "../contract.ts";
import { deedText } from "../key-words.ts";
import { remedyFor } from "../remedies.ts";

const SLUG = "default-account-obtains-keys";

export const rule = defineRule({
  id: "LH4002",
  slug: SLUG,
  severity: "error",
  summary: "Pods that name no ServiceAccount can obtain the key of a route",
  messages: { found: "Every pod of namespace {namespace} that names no ServiceAccount {deed}" },
  *check({ keyAccess }) {
    for (const grant of keyAccess.grants) {
      if (grant.who !== "default") continue;
      const { object, at, evidence, subject } = grant;
      const data = { namespace: subject.namespace ?? "", deed: deedText(grant) };
      // A way round takes a step more, and what else it takes may not hold.
      const severity = grant.how === null ? "error" : "warning";
      yield { message: "found", data, object, at, evidence, severity, remedy: remedyFor(SLUG, undefined) };
    }
  },
});
