import { defineRule } from "../contract.ts";
import { ALWAYS, settingProblems } from "../setting-problems.ts";

export const rule = defineRule({
  id: "LH6007",
  slug: "value-rejects-object",
  severity: "error",
  summary: "The value makes the controller leave the whole object out",
  messages: { found: "The value of {key} takes the whole Ingress out: {effect}" },
  check: (input) => settingProblems(input, ["value-rejects"], "found", ALWAYS),
});
