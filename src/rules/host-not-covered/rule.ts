import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1004",
  slug: "host-not-covered",
  severity: "warning",
  summary: "The certificate does not cover the host",
  messages: { uncovered: "The certificate does not cover the host: {why}" },
  check: (input) => traitProblems(input, "host-not-covered", "host-not-covered", "uncovered"),
});
