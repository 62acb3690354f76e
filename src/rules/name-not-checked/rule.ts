import { defineRule } from "../contract.ts";
import { backendHops, has, hopProblem, placeName } from "../problems.ts";

export const rule = defineRule({
  id: "LH2004",
  slug: "name-not-checked",
  severity: "warning",
  summary: "The controller accepts any certificate of the CA from the workload",
  messages: { unchecked: "The controller checks the CA of {to} and not the name: any certificate of that CA passes" },
  *check(input) {
    for (const path of input.paths) {
      // Where the owner stated a level, it is met or `below-required-level` speaks.
      if (input.options.requiredFor(path.route) !== null || has(path, "verification-not-in-force")) continue;
      for (const hop of backendHops(path)) {
        if (hop.protection !== "tls-chain") continue;
        const data = { to: placeName(hop.to) };
        yield hopProblem(path, hop, "name-not-checked", { message: "unchecked", data, cause: "unchecked" });
      }
    }
  },
});
