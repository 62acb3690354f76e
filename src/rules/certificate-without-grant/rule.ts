import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7002",
  slug: "certificate-without-grant",
  severity: "error",
  summary: "A listener names a certificate of another namespace and nobody there allows it",
  messages: { found: "No grant for this certificate: {why}" },
  check: (input) => traitProblems(input, "certificate-without-grant", "certificate-without-grant", "found"),
});
