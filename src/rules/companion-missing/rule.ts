import { defineRule } from "../contract.ts";
import { settingProblems } from "../setting-problems.ts";

export const rule = defineRule({
  id: "LH6011",
  slug: "companion-missing",
  severity: "error",
  summary: "The setting does nothing without another one",
  messages: { found: "{key} does nothing here: {effect}" },
  check: (input) => settingProblems(input, ["missing-companion"], "found"),
});
