import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH5014",
  slug: "backend-not-vouched-for",
  severity: "warning",
  summary: "Verification refuses the certificate that the pods mount",
  messages: { refused: "Verification refuses the certificate that the pods mount: {why}" },
  check: (input) => traitProblems(input, "backend-not-vouched-for", "backend-not-vouched-for", "refused"),
});
