import { defineRule } from "../contract.ts";
import { deedText, subjectText } from "../key-words.ts";
import { remedyFor } from "../remedies.ts";

export const rule = defineRule({
  id: "LH4001",
  slug: "anyone-obtains-keys",
  severity: "error",
  summary: "A group that nearly everybody is in can obtain the key of a route",
  messages: { found: "{who} {deed}" },
  *check({ keyAccess }) {
    for (const grant of keyAccess.grants) {
      if (grant.who !== "anyone") continue;
      const { object, at, evidence } = grant;
      const data = { who: subjectText(grant.subject), deed: deedText(grant) };
      yield { message: "found", data, object, at, evidence, remedy: remedyFor("anyone-obtains-keys", undefined) };
    }
  },
});
