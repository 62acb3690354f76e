import { clientCertificate, plainAnswer, type PlainAnswer, type Presented } from "./client.ts";
import { CLIENT, client, evidenceOf } from "./client-hop.ts";
import { FACTS } from "./facts.ts";
import type { Cause } from "./parsed.ts";
import type { RouteFacts, RouteWorld } from "./routes.ts";
import type { Declaration } from "./servers.ts";

/** Why the declaration is not served at all; null when it is. */
export function notServed({ outcome, parsed, rule, location }: Declaration): Cause | null {
  switch (outcome) {
    case "rejected":
      return parsed.rejected;
    case "shadowed":
      return { fact: FACTS.shadowed, object: location?.owner?.ingress ?? null, at: [] };
    case "outranked":
      return { fact: FACTS.outranked, object: location?.owner?.ingress ?? null, at: [] };
    case "canary-alone":
      return { fact: FACTS.canaryAlone, object: parsed.ingress, at: parsed.canary.at };
    case "no-service":
      return { fact: FACTS.noService, object: parsed.ingress, at: [...rule.at, "backend"] };
    default:
      return null;
  }
}

export function refusedRoute(
  world: RouteWorld,
  declaration: Declaration,
  host: string,
  shown: Presented,
  cause: Cause,
): RouteFacts {
  // Somebody else answers, unless it is the place that the controller keeps for `/` and that leads nowhere.
  const { outcome, location } = declaration;
  const taken = outcome === "shadowed" || outcome === "outranked";
  const status = taken && !(location?.placeholder === true && location.upstream === null) ? null : 404;
  const { controller } = world;
  const { server } = declaration;
  const demanded = server === null ? "none" : clientCertificate(server);
  const plain = keptAnswer(world, declaration, shown) ?? { kind: "refused", status: 404, cause };
  const broken = { protection: "broken", by: "none", status, evidence: evidenceOf([cause]), assumptions: [] } as const;
  return {
    declaration,
    host,
    client:
      plain.kind === "redirects"
        ? client("redirects", plain, "refused", shown, demanded)
        : client("refused", null, "refused", shown, demanded),
    hops: [
      { ...broken, evidence: [...broken.evidence], assumptions: [], from: CLIENT, to: controller, role: "client" },
      {
        ...broken,
        evidence: [...broken.evidence],
        assumptions: [],
        from: controller,
        to: declaration.rule.place,
        role: "backend",
      },
    ],
    plain,
    presented: shown,
    leg: null,
    passesThrough: false,
  };
}

/** What port 80 answers in the place that the controller keeps for `/`, where nothing else takes the request: a redirect. */
function keptAnswer(
  world: RouteWorld,
  { outcome, server, location }: Declaration,
  shown: Presented,
): PlainAnswer | null {
  if (server === null || outcome === "rejected" || outcome === "shadowed") return null;
  const kept = server.locations.find((item) => item.placeholder && item.path === "/");
  if (kept === undefined || (outcome === "outranked" && location !== kept)) return null;
  const plain = plainAnswer(server, kept, world.settings, shown.entry);
  return plain.kind === "redirects" ? plain : null;
}
