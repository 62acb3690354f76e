import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1019",
  slug: "controller-vulnerable",
  severity: "error",
  summary: "The controller has known vulnerabilities that this input can reach",
  messages: { vulnerable: "This controller has known vulnerabilities: {why}" },
  check: (input) => traitProblems(input, "controller-vulnerable", "controller-vulnerable", "vulnerable"),
});
