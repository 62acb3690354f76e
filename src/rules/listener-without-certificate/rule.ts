import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7001",
  slug: "listener-without-certificate",
  severity: "error",
  summary: "A TLS listener has no certificate that can be used",
  messages: { found: "No certificate here: {why}" },
  check: (input) => traitProblems(input, "listener-without-certificate", "listener-without-certificate", "found"),
});
