import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1018",
  slug: "controller-retired",
  severity: "warning",
  summary: "The controller gets no more security fixes",
  messages: { retired: "This controller is retired: {why}" },
  check: (input) => traitProblems(input, "controller-retired", "controller-retired", "retired"),
});
