import { defineRule } from "../contract.ts";
import { settingProblems } from "../setting-problems.ts";

export const rule = defineRule({
  id: "LH6001",
  slug: "annotation-unknown",
  severity: "error",
  summary: "The annotation is not one that any controller reads",
  messages: { found: "Nothing reads {key}: {effect}" },
  check: (input) => settingProblems(input, ["unknown-name", "unknown-prefix"], "found"),
});
