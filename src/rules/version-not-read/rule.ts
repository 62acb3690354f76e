import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7017",
  slug: "version-not-read",
  severity: "note",
  summary: "The API version is one that this implementation does not read",
  messages: { found: "The version is not read: {why}" },
  check: (input) => traitProblems(input, "version-not-read", "version-not-read", "found"),
});
