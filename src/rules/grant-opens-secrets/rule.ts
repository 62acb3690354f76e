import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7014",
  slug: "grant-opens-secrets",
  severity: "warning",
  summary: "A ReferenceGrant opens every Secret of its namespace",
  messages: { found: "The grant is for all Secrets: {why}" },
  check: (input) => traitProblems(input, "grant-opens-secrets", "grant-opens-secrets", "found"),
});
