import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7006",
  slug: "redirect-leaves-path-out",
  severity: "warning",
  summary: "Port 80 redirects the host and leaves this path out",
  messages: { found: "Port 80 serves this path in clear: {why}" },
  check: (input) => traitProblems(input, "redirect-leaves-path-out", "redirect-leaves-path-out", "found"),
});
