import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH2009",
  slug: "client-picks-verified-name",
  severity: "warning",
  summary: "The client picks the name that the backend is verified against",
  messages: { picked: "The client picks the name that is verified: {why}" },
  check: (input) => traitProblems(input, "client-picks-verified-name", "client-picks-verified-name", "picked"),
});
