import { defineRule } from "../contract.ts";
import { ALWAYS, settingProblems } from "../setting-problems.ts";

export const rule = defineRule({
  id: "LH6013",
  slug: "value-not-a-string",
  severity: "error",
  summary: "The value is not a string, and the API server refuses the object",
  messages: { found: "The API server refuses this object: {effect}" },
  check: (input) => settingProblems(input, ["not-a-string"], "found", ALWAYS),
});
