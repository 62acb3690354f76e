import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7008",
  slug: "policy-without-target",
  severity: "error",
  summary: "A BackendTLSPolicy targets nothing",
  messages: { found: "The policy does nothing here: {why}" },
  check: (input) => traitProblems(input, "policy-without-target", "policy-without-target", "found"),
});
