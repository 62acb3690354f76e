import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7003",
  slug: "listeners-in-conflict",
  severity: "error",
  summary: "Two listeners of one port cannot be served side by side",
  messages: { found: "Listeners are in conflict: {why}" },
  check: (input) => traitProblems(input, "listeners-in-conflict", "listeners-in-conflict", "found"),
});
