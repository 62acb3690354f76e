import { evidence } from "../../model/evidence.ts";
import type { ServedCertificate } from "../../model/report.ts";
import type { Trait } from "../contract.ts";
import { FACTS } from "./facts.ts";
import type { RouteFacts } from "./routes.ts";

/** Names both outcomes where the order of Ingresses without an age makes a difference. */
export function ageTrait(facts: RouteFacts, other: RouteFacts | undefined): Trait | null {
  if (other === undefined) return null;
  const [assumed, otherwise] = [outcome(facts), outcome(other)];
  if (assumed === otherwise) return null;
  const { ingress } = facts.declaration.parsed;
  return {
    kind: "age-decides",
    object: ingress,
    at: ["metadata"],
    why: `several Ingresses of ${facts.host} have no creationTimestamp; taken by name this route is ${assumed}, the other way round it is ${otherwise}`,
    evidence: [evidence(FACTS.ageTie, ingress, ["metadata", "creationTimestamp"])],
  };
}

function outcome({ client, hops }: RouteFacts): string {
  const backend = hops.find((hop) => hop.role === "backend" || hop.role === "default-backend");
  const port80 = client.http === "redirects" ? "redirected" : client.http === "serves" ? "served in clear" : "refused";
  return `${port80} on port 80, ${certificate(client.certificate)} on 443, ${backend?.protection ?? "no"} to the pods`;
}

function certificate(served: ServedCertificate): string {
  if (served.kind === "secret") return `Secret ${served.namespace}/${served.name}`;
  return served.kind === "controller-default" ? "the controller's own certificate" : `certificate ${served.kind}`;
}
