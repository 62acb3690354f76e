import { defineRule } from "../contract.ts";
import { settingProblems } from "../setting-problems.ts";

export const rule = defineRule({
  id: "LH6009",
  slug: "value-drops-feature",
  severity: "error",
  summary: "The value makes the controller drop the feature",
  messages: { found: "The value of {key} switches its feature off: {effect}" },
  check: (input) => settingProblems(input, ["value-drops-feature"], "found"),
});
