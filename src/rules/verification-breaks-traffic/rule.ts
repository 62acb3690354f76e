import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH2005",
  slug: "verification-breaks-traffic",
  severity: "error",
  summary: "Verification as configured refuses every backend",
  messages: { refuses: "Verification refuses every backend: {why}" },
  check: (input) => traitProblems(input, "verification-breaks-traffic", "verification-breaks-traffic", "refuses"),
});
