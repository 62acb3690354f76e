import { defineRule } from "../contract.ts";
import { belowStatedLevel } from "../levels.ts";
import { has, traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1005",
  slug: "redirect-does-not-happen",
  severity: "warning",
  summary: "A redirect to HTTPS was asked for, or is the default, and does not happen",
  messages: { clear: "Port 80 serves this route in clear, not redirected: {why}" },
  check: (input) =>
    traitProblems(input, "redirect-does-not-happen", "redirect-does-not-happen", "clear", {
      when: (path) =>
        path === undefined || !(belowStatedLevel(input, path, "client") || has(path, "client-certificate-bypassed")),
      severity: (path) => (path?.draft.asked?.redirect === true ? "error" : "warning"),
    }),
});
