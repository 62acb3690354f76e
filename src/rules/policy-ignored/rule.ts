import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH7009",
  slug: "policy-ignored",
  severity: "warning",
  summary: "A policy for the way to a backend is passed over",
  messages: { found: "The policy is passed over: {why}", doubt: "The policy may be passed over: {why}" },
  *check(input) {
    yield* traitProblems(input, "policy-ignored", "policy-ignored", "found");
    yield* traitProblems(input, "policy-ignored", "policy-in-doubt", "doubt");
  },
});
