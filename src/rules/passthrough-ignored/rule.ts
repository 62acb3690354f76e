import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1008",
  slug: "passthrough-ignored",
  severity: "error",
  summary: "Passthrough was asked for and TLS ends at the controller",
  messages: { ignored: "Passthrough is not in force: {why}" },
  check: (input) => traitProblems(input, "passthrough-ignored", "passthrough-ignored", "ignored"),
});
