import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1012",
  slug: "client-certificate-bypassed",
  severity: "error",
  summary: "Clients without a certificate get in by plain HTTP",
  messages: { bypassed: "Clients get in without a certificate: {why}" },
  check: (input) => traitProblems(input, "client-certificate-bypassed", "client-certificate-bypassed", "bypassed"),
});
