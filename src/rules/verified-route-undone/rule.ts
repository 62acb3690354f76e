import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH2006",
  slug: "verified-route-undone",
  severity: "error",
  summary: "Verified requests ride on connections that another route opened without verification",
  messages: { undone: "Verification is undone by another route to the same pods: {why}" },
  check: (input) => traitProblems(input, "verified-route-undone", "shares-unverified-connections", "undone"),
});
