import { defineRule } from "../contract.ts";
import { backendShortfall } from "../levels.ts";
import { backendHops, hopProblem, isSpokenFor, placeName } from "../problems.ts";

export const rule = defineRule({
  id: "LH2001",
  slug: "backend-in-clear",
  severity: "note",
  summary: "The controller sends requests to the workload in clear",
  messages: {
    clear: "Requests travel in clear from the controller to {to}",
    required: "Requests travel in clear from the controller to {to}, and {statedBy} requires {level}",
  },
  *check(input) {
    for (const path of input.paths) {
      const stated = input.options.requiredFor(path.route);
      if (isSpokenFor(path, stated === null ? "backend in clear" : "backend below the stated level")) continue;
      for (const hop of backendHops(path)) {
        if (hop.protection !== "plaintext") continue;
        const to = placeName(hop.to);
        if (stated === null) {
          yield hopProblem(path, hop, "backend-in-clear", { message: "clear", data: { to }, cause: "clear" });
        } else if (backendShortfall(path, stated.level) !== null) {
          const data = { to, statedBy: stated.statedBy, level: stated.level };
          const cause = `required by ${stated.statedBy}`;
          yield hopProblem(path, hop, "backend-in-clear", { message: "required", data, severity: "error", cause });
        }
      }
    }
  },
});
