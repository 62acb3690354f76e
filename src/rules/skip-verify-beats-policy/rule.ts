import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7012",
  slug: "skip-verify-beats-policy",
  severity: "error",
  summary: "A switch that skips verification wins over a policy",
  messages: { found: "Nothing is verified: {why}" },
  check: (input) => traitProblems(input, "skip-verify-beats-policy", "skip-verify-beats-policy", "found"),
});
