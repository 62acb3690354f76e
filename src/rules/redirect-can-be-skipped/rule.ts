import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1007",
  slug: "redirect-can-be-skipped",
  severity: "note",
  summary: "A client header switches the redirect to HTTPS off",
  messages: { skipped: "A client can skip the redirect to HTTPS: {why}" },
  check: (input) => traitProblems(input, "redirect-can-be-skipped", "redirect-can-be-skipped", "skipped"),
});
