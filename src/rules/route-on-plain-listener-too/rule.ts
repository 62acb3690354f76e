import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7005",
  slug: "route-on-plain-listener-too",
  severity: "warning",
  summary: "The route is on the plain listener as well because its parentRef names no listener",
  messages: { found: "Port 80 serves this route in clear: {why}" },
  check: (input) => traitProblems(input, "route-on-plain-listener-too", "route-on-plain-listener-too", "found"),
});
