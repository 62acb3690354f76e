import { defineRule } from "../contract.ts";
import { ALWAYS, settingProblems } from "../setting-problems.ts";

export const rule = defineRule({
  id: "LH6014",
  slug: "refused-by-api-server",
  severity: "error",
  summary: "The API server refuses the object as it is written",
  messages: { found: "The API server refuses this object: {effect}" },
  check: (input) => settingProblems(input, ["refused"], "found", ALWAYS),
});
