import { defineRule } from "../contract.ts";
import { MILDER, settingProblems } from "../setting-problems.ts";

export const rule = defineRule({
  id: "LH6012",
  slug: "setting-without-effect",
  severity: "warning",
  summary: "The setting has no effect here",
  messages: { found: "{key} has no effect here: {effect}" },
  check: (input) => settingProblems(input, ["no-effect", "too-new-or-old"], "found", MILDER),
});
