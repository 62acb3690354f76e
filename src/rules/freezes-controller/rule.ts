import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1021",
  slug: "freezes-controller",
  severity: "error",
  summary: "A value keeps the controller from taking any later change",
  messages: { frozen: "The controller takes no further change: {why}" },
  check: (input) => traitProblems(input, "freezes-controller", "freezes-controller", "frozen"),
});
