import { defineRule } from "../contract.ts";
import { MILDER, settingProblems } from "../setting-problems.ts";

export const rule = defineRule({
  id: "LH6002",
  slug: "annotation-of-another-controller",
  severity: "warning",
  summary: "The annotation is for a controller that does not serve this object",
  messages: { found: "{key} is for another controller: {effect}" },
  check: (input) => settingProblems(input, ["other-controller"], "found", MILDER),
});
