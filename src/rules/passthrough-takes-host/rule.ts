import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1009",
  slug: "passthrough-takes-host",
  severity: "warning",
  summary: "Passthrough takes the whole host, past what other objects say",
  messages: { taken: "Passthrough takes the whole host: {why}" },
  check: (input) => traitProblems(input, "passthrough-takes-host", "passthrough-takes-host", "taken"),
});
