import type { Inventory } from "../../inventory/inventory.ts";
import { type Actor, common, type Permit, permitsOf } from "./actors.ts";
import { readsOwn } from "./derive-direct.ts";
import { makers } from "./derive-workloads.ts";
import { type Graph, requestsIn } from "./graph.ts";
import type { TechniqueId } from "./techniques.ts";

/** Leads to certificates that somebody has cert-manager's issuers sign for him. */
export function deriveIssuing(actor: Actor, graph: Graph, inventory: Inventory): void {
  const once = new Set<string>();
  const lead = (technique: TechniqueId, made: readonly Permit[], read: Permit): void => {
    const scope = common(made[0]?.scope ?? null, read.scope);
    if (scope === undefined) return;
    const key = requestsIn(scope);
    if (once.has(key)) return;
    once.add(key);
    graph.link(actor.node, graph.node(key), { technique, permits: [...made, read] });
  };
  const requests = makers(permitsOf(actor, "makeCertificateRequest"));
  for (const read of permitsOf(actor, "readCertificateRequest")) {
    if (read.names === null) for (const made of requests) lead("requestsSigning", made, read);
  }
  const certificates = makers(permitsOf(actor, "makeCertificate"));
  const ingresses = makers(permitsOf(actor, "writeIngress"));
  if (certificates.length + ingresses.length === 0) return;
  const isTaken = (namespace: string, name: string): boolean =>
    inventory.find("Secret.", namespace, name) !== undefined;
  for (const read of readsOwn(actor, isTaken)) {
    for (const made of certificates) lead("makesCertificate", made, read);
    for (const made of ingresses) lead("annotatesIngress", made, read);
  }
}
