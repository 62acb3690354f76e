import { placeOf } from "../../model/evidence.ts";
import { defineRule } from "../contract.ts";
import { backendHops, clause, clientHop, hopProblem, isSpokenFor, traitProblems } from "../problems.ts";
import { isToldOfListener } from "../told.ts";

/** The first word of a sentence inside another one, where it is no name. */
function inner(sentence: string): string {
  return sentence.replace(/^(?:An?|The|No|Nobody|Without|Where|Of|Every) /, (word) => word.toLowerCase());
}

export const rule = defineRule({
  id: "LH1015",
  slug: "route-not-served",
  severity: "warning",
  summary: "An object declares the route and the controller does not serve it",
  messages: {
    rejected: "The controller does not take this object: {why}",
    shadowed: "Another object owns this host and path: {why}",
    broken: "Clients get {status} here: {why}",
    share: "A share of the requests gets {status} here: {why}",
  },
  *check(input) {
    yield* traitProblems(input, "route-not-served", "object-rejected", "rejected", { severity: () => "error" });
    yield* traitProblems(input, "route-not-served", "path-shadowed", "shadowed");
    for (const path of input.paths) {
      const backends = backendHops(path);
      const hop = [...backends, clientHop(path)].find((item) => item?.protection === "broken");
      if (hop === undefined || isSpokenFor(path, "no answer")) continue;
      const place = hop.evidence[0] === undefined ? null : placeOf(hop.evidence[0]);
      if (place !== null && isToldOfListener(input, place.object, place.path)) continue;
      const status = hop.status === null ? "no answer" : `status ${hop.status}`;
      const why = inner(clause(hop.evidence[0]?.fact ?? "the controller does not serve it"));
      const data = { status, why };
      const others = hop.role === "client" ? [] : backends.filter(({ protection }) => protection !== "broken");
      const message = others.length === 0 ? "broken" : "share";
      yield hopProblem(path, hop, "route-not-served", { message, data, cause: `${message}:${status}:${why}` });
    }
  },
});
