import { defineRule } from "../contract.ts";
import { backendShortfall, belowStatedLevel, clientShortfall } from "../levels.ts";
import { clause, hopProblem } from "../problems.ts";

export const rule = defineRule({
  id: "LH1017",
  slug: "below-required-level",
  severity: "error",
  summary: "The route gives less than its owner requires",
  messages: {
    below: "{what}, and {statedBy} requires {level}",
    because: "{what}, and {statedBy} requires {level}: {why}",
  },
  *check(input) {
    for (const path of input.paths) {
      const stated = input.options.requiredFor(path.route);
      if (stated === null) continue;
      for (const side of ["client", "backend"] as const) {
        const shortfall = (side === "client" ? clientShortfall : backendShortfall)(path, stated.level);
        if (shortfall === null || !belowStatedLevel(input, path, side)) continue;
        const { what, trait, proven } = shortfall;
        const hop = shortfall.hop ?? path.draft.hops[0];
        if (hop === undefined) continue;
        const data = { what, statedBy: stated.statedBy, level: stated.level, why: clause(trait?.why ?? "") };
        const message = trait === undefined ? "below" : "because";
        const problem = hopProblem(path, hop, "below-required-level", {
          message,
          data,
          severity: proven ? "error" : "warning",
        });
        if (trait === undefined) yield problem;
        else yield { ...problem, object: trait.object ?? problem.object, at: trait.at, evidence: trait.evidence };
      }
    }
  },
});
