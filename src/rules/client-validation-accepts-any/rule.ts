import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7016",
  slug: "client-validation-accepts-any",
  severity: "warning",
  summary: "Client certificates are asked for and any is taken",
  messages: { found: "Client certificates are not checked: {why}" },
  check: (input) => traitProblems(input, "client-validation-accepts-any", "client-validation-accepts-any", "found"),
});
