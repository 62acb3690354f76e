import { defineRule } from "../contract.ts";
import { settingProblems } from "../setting-problems.ts";

export const rule = defineRule({
  id: "LH6006",
  slug: "value-falls-back",
  severity: "error",
  summary: "The value is not one that the controller takes, and a default is used",
  messages: { found: "The value of {key} is not in force: {effect}" },
  check: (input) => settingProblems(input, ["value-falls-back"], "found"),
});
