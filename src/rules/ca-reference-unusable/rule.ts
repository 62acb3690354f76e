import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7011",
  slug: "ca-reference-unusable",
  severity: "error",
  summary: "A reference to a CA cannot be used, and no request gets through",
  messages: { found: "The CA cannot be used: {why}" },
  check: (input) => traitProblems(input, "ca-reference-unusable", "ca-reference-unusable", "found"),
});
