import { defineRule } from "../contract.ts";
import { settingProblems } from "../setting-problems.ts";

export const rule = defineRule({
  id: "LH6004",
  slug: "annotation-removed",
  severity: "error",
  summary: "The annotation was removed from the controller",
  messages: { found: "{key} does nothing any more: {effect}" },
  check: (input) => settingProblems(input, ["removed"], "found"),
});
