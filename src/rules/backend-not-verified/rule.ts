import { defineRule } from "../contract.ts";
import { backendHops, hopProblem, isSpokenFor, placeName } from "../problems.ts";

export const rule = defineRule({
  id: "LH2002",
  slug: "backend-not-verified",
  severity: "warning",
  summary: "The controller accepts any certificate from the workload",
  messages: { unverified: "The controller dials {to} by TLS and accepts any certificate" },
  *check(input) {
    for (const path of input.paths) {
      // Where the owner stated a level, it is met or `below-required-level` speaks.
      if (input.options.requiredFor(path.route) !== null || isSpokenFor(path, "backend not verified")) continue;
      for (const hop of backendHops(path)) {
        if (hop.protection !== "tls-unverified") continue;
        const data = { to: placeName(hop.to) };
        yield hopProblem(path, hop, "backend-not-verified", { message: "unverified", data, cause: "unverified" });
      }
    }
  },
});
