import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1016",
  slug: "age-decides",
  severity: "note",
  summary: "The age of objects decides, and the manifests have none",
  messages: { open: "The age of the objects decides: {why}" },
  check: (input) => traitProblems(input, "age-decides", "age-decides", "open"),
});
