import { defineRule } from "../contract.ts";
import { belowStatedLevel } from "../levels.ts";
import { clientHop, hopProblem, isAcmeChallenge, isSpokenFor, plainHttpFirst } from "../problems.ts";

export const rule = defineRule({
  id: "LH1001",
  slug: "served-in-clear-beside-https",
  severity: "warning",
  summary: "Port 80 serves in clear what the author wanted behind HTTPS",
  messages: { served: "Port 80 serves this route in clear beside HTTPS" },
  *check(input) {
    for (const path of input.paths) {
      const { http, https } = path.route.client;
      const hop = clientHop(path);
      if (http !== "serves" || https !== "terminates" || path.draft.asked?.https !== true || hop === undefined)
        continue;
      if (isAcmeChallenge(path) || belowStatedLevel(input, path, "client")) continue;
      if (isSpokenFor(path, "client in clear beside TLS")) continue;
      const evidence = plainHttpFirst(hop.evidence);
      yield hopProblem(path, { ...hop, evidence }, "served-in-clear-beside-https", { message: "served" });
    }
  },
});
