import { defineRule } from "../contract.ts";
import { belowStatedLevel } from "../levels.ts";
import { traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1010",
  slug: "plain-route-beside-passthrough",
  severity: "warning",
  summary: "Port 80 carries in clear what passthrough protects on port 443",
  messages: { open: "Port 80 stays open in clear beside passthrough: {why}" },
  check: (input) =>
    traitProblems(input, "plain-route-beside-passthrough", "plain-route-beside-passthrough", "open", {
      when: (path) => path === undefined || !belowStatedLevel(input, path, "client"),
    }),
});
