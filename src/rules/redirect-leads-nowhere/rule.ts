import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1006",
  slug: "redirect-leads-nowhere",
  severity: "warning",
  summary: "The redirect leads to something that does not answer by TLS",
  messages: { nowhere: "The redirect leads nowhere: {why}" },
  check: (input) => traitProblems(input, "redirect-leads-nowhere", "redirect-leads-nowhere", "nowhere"),
});
