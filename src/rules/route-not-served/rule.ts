import { defineRule, type PathView } from "../contract.ts";
import { backendHops, clause, clientHop, has, hopProblem, traitProblems } from "../problems.ts";

export const rule = defineRule({
  id: "LH1015",
  slug: "route-not-served",
  severity: "warning",
  summary: "An object declares the route and the controller does not serve it",
  messages: {
    rejected: "The controller does not take this object: {why}",
    shadowed: "Another object owns this host and path: {why}",
    broken: "Clients get {status} here: {why}",
  },
  *check(input) {
    yield* traitProblems(input, "route-not-served", "object-rejected", "rejected", { severity: () => "error" });
    yield* traitProblems(input, "route-not-served", "path-shadowed", "shadowed");
    for (const path of input.paths) {
      const hop = [...backendHops(path), clientHop(path)].find((item) => item?.protection === "broken");
      if (hop === undefined || explained(path)) continue;
      const status = hop.status === null ? "no answer" : `status ${hop.status}`;
      const why = clause(hop.evidence[0]?.fact ?? "the controller does not serve it");
      const data = { status, why };
      yield hopProblem(path, hop, "route-not-served", { message: "broken", data });
    }
  },
});

/** Another rule, or another message of this one, says why nothing comes back. */
function explained(path: PathView): boolean {
  return has(
    path,
    "object-rejected",
    "path-shadowed",
    "verification-breaks-traffic",
    "redirect-leads-nowhere",
    "passthrough-takes-host",
    "freezes-controller",
  );
}
