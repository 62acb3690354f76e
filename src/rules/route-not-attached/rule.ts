import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7004",
  slug: "route-not-attached",
  severity: "error",
  summary: "No listener takes the route",
  messages: { found: "The route is not attached: {why}" },
  check: (input) => traitProblems(input, "route-not-attached", "route-not-attached", "found"),
});
