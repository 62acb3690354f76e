import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7007",
  slug: "tls-port-without-policy",
  severity: "warning",
  summary: "A backend port for TLS, and nothing says how to verify it",
  messages: { found: "Nothing says how to verify this backend: {why}" },
  check: (input) => traitProblems(input, "tls-port-without-policy", "tls-port-without-policy", "found"),
});
