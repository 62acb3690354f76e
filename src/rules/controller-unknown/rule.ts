import { defineRule } from "../contract.ts";
import { clause, clientHop, hopProblem } from "../problems.ts";

export const rule = defineRule({
  id: "LH1020",
  slug: "controller-unknown",
  severity: "note",
  summary: "The input does not say which controller serves the route",
  messages: { unknown: "The verdict is unknown, since no controller is known to serve this: {why}" },
  *check(input) {
    for (const path of input.paths) {
      const hop = clientHop(path);
      if (path.route.controller.id !== "unknown" || hop?.protection !== "unknown") continue;
      const why = clause(hop.evidence[0]?.fact ?? "nothing in the input claims it");
      yield hopProblem(path, hop, "controller-unknown", { message: "unknown", data: { why } });
    }
  },
});
