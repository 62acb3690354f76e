import { flag } from "../../model/read.ts";
import { defineRule } from "../contract.ts";
import { deedText } from "../key-words.ts";
import { remedyFor } from "../remedies.ts";

const SLUG = "default-account-obtains-keys";

export const rule = defineRule({
  id: "LH4002",
  slug: SLUG,
  severity: "error",
  summary: "Pods that name no ServiceAccount can obtain the key of a route",
  messages: {
    found: "Every pod of namespace {namespace} that names no ServiceAccount {deed}",
    asked: "Every pod of namespace {namespace} that names no ServiceAccount and asks for its token {deed}",
  },
  *check({ keyAccess, inventory }) {
    for (const grant of keyAccess.grants) {
      if (grant.who !== "default") continue;
      const { object, at, evidence, subject } = grant;
      const namespace = subject.namespace ?? "";
      const data = { namespace, deed: deedText(grant) };
      const account = inventory.find("ServiceAccount.", namespace, "default");
      const message = flag(account?.body, "automountServiceAccountToken") === false ? "asked" : "found";
      // A way round takes a step more, and what else it takes may not hold.
      const severity = grant.how === null && message === "found" ? "error" : "warning";
      yield { message, data, object, at, evidence, severity, remedy: remedyFor(SLUG, undefined) };
    }
  },
});
