import { defineRule } from "../contract.ts";
import { has, traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1003",
  slug: "default-certificate-served",
  severity: "warning",
  summary: "Clients get the controller's own certificate though another was meant",
  messages: { served: "Clients get the controller's own certificate: {why}" },
  check: (input) =>
    traitProblems(input, "default-certificate-served", "default-certificate-served", "served", {
      when: (path) => path === undefined || !has(path, "host-not-covered"),
    }),
});
