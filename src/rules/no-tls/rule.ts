import { defineRule, type PathView } from "../contract.ts";
import { belowStatedLevel } from "../levels.ts";
import { clientHop, hopProblem, isAcmeChallenge, isSpokenFor } from "../problems.ts";

export const rule = defineRule({
  id: "LH1002",
  slug: "no-tls",
  severity: "warning",
  summary: "Clients reach the route by plain HTTP alone",
  messages: {
    plain: "Clients reach this route in clear: it has no TLS",
    asked: "Clients reach this route in clear though its object asks for TLS",
  },
  *check(input) {
    for (const path of input.paths) {
      const hop = clientHop(path);
      if (hop === undefined || !inClear(path) || isAcmeChallenge(path)) continue;
      if (belowStatedLevel(input, path, "client")) continue;
      if (isSpokenFor(path, "client in clear")) continue;
      const asked = path.draft.asked?.https === true;
      yield hopProblem(path, hop, "no-tls", {
        message: asked ? "asked" : "plain",
        severity: asked ? "error" : isPublicName(path.route.host) ? "warning" : "note",
      });
    }
  },
});

/** A controller that answers TLS with a certificate of its own for hosts that asked for none does not protect them. */
function inClear({ route, draft }: PathView): boolean {
  const { http, https, certificate } = route.client;
  if (http !== "serves" || https === "passes-through") return false;
  return https === "refused" || (certificate.kind === "controller-default" && draft.asked?.https !== true);
}

/** Names that no public resolver answers are used inside a network, where clear text is often meant. */
function isPublicName(host: string): boolean {
  return host.includes(".") && !/\.(local|localhost|internal|lan|home|corp|test|example|invalid|svc|arpa)$/i.test(host);
}
