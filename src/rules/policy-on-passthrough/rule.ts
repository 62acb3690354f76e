import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7013",
  slug: "policy-on-passthrough",
  severity: "warning",
  summary: "A policy for a backend behind a session that is passed through",
  messages: { found: "The policy cannot do what it says: {why}" },
  check: (input) => traitProblems(input, "policy-on-passthrough", "policy-on-passthrough", "found"),
});
