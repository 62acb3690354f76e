import { defineRule } from "../contract.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1011",
  slug: "client-certificate-not-demanded",
  severity: "error",
  summary: "A client certificate was asked for and is not demanded",
  messages: { open: "No client certificate is demanded: {why}" },
  check: (input) => traitProblems(input, "client-certificate-not-demanded", "client-certificate-not-demanded", "open"),
});
