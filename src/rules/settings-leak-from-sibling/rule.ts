import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH2007",
  slug: "settings-leak-from-sibling",
  severity: "warning",
  summary: "TLS settings of another object apply to this route",
  messages: { leaked: "TLS settings come from another object: {why}" },
  check: (input) => traitProblems(input, "settings-leak-from-sibling", "settings-leak-from-sibling", "leaked"),
});
