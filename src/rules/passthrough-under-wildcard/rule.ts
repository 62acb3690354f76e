import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7015",
  slug: "passthrough-under-wildcard",
  severity: "warning",
  summary: "A host is passed through, and a listener that ends TLS covers it too",
  messages: { found: "Two listeners cover this host: {why}" },
  check: (input) => traitProblems(input, "passthrough-under-wildcard", "passthrough-under-wildcard", "found"),
});
