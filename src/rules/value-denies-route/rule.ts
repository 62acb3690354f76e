import { defineRule } from "../contract.ts";
import { ALWAYS, settingProblems } from "../setting-problems.ts";

export const rule = defineRule({
  id: "LH6008",
  slug: "value-denies-route",
  severity: "error",
  summary: "The value makes the controller deny every request",
  messages: { found: "The value of {key} denies every request: {effect}" },
  check: (input) => settingProblems(input, ["value-denies"], "found", ALWAYS),
});
