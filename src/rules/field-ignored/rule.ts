import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7018",
  slug: "field-ignored",
  severity: "warning",
  summary: "A field is passed over without a sign",
  messages: { found: "The field does nothing: {why}" },
  check: (input) => traitProblems(input, "field-ignored", "field-ignored", "found"),
});
