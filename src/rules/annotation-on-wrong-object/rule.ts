import { defineRule } from "../contract.ts";
import { settingProblems } from "../setting-problems.ts";

export const rule = defineRule({
  id: "LH6005",
  slug: "annotation-on-wrong-object",
  severity: "error",
  summary: "The annotation is on an object where it is not read",
  messages: { found: "{key} is on the wrong object: {effect}" },
  check: (input) => settingProblems(input, ["wrong-object"], "found"),
});
