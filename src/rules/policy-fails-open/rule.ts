import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7010",
  slug: "policy-fails-open",
  severity: "error",
  summary: "A policy cannot be used, and the backend is dialled without it",
  messages: { found: "The policy fails open: {why}" },
  check: (input) => traitProblems(input, "policy-fails-open", "policy-fails-open", "found"),
});
