import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH2003",
  slug: "verification-not-in-force",
  severity: "error",
  summary: "Verification of the backend was asked for and is not in force",
  messages: { inert: "The backend is not verified although the settings ask for it: {why}" },
  check: (input) => traitProblems(input, "verification-not-in-force", "verification-not-in-force", "inert"),
});
