import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH2010",
  slug: "client-key-sent-elsewhere",
  severity: "warning",
  summary: "The controller's client certificate is shown to somebody it was not meant for",
  messages: { shown: "The controller's client certificate goes to somebody else: {why}" },
  check: (input) => traitProblems(input, "client-key-sent-elsewhere", "client-key-sent-elsewhere", "shown"),
});
