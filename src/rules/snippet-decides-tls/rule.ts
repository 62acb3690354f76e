import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1013",
  slug: "snippet-decides-tls",
  severity: "note",
  summary: "A snippet sets TLS directives, so the verdict may not hold",
  messages: { decides: "A snippet decides TLS here: {why}" },
  check: (input) => traitProblems(input, "snippet-decides-tls", "snippet-decides-tls", "decides"),
});
