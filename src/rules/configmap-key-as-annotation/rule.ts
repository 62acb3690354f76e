import { defineRule } from "../contract.ts";
import { settingProblems } from "../setting-problems.ts";

export const rule = defineRule({
  id: "LH6003",
  slug: "configmap-key-as-annotation",
  severity: "error",
  summary: "The annotation is a ConfigMap key or a flag of the controller",
  messages: { found: "{key} is no annotation: {effect}" },
  check: (input) => settingProblems(input, ["configmap-or-flag"], "found"),
});
