import type { Inventory } from "../../inventory/inventory.ts";
import { type Actor, nameless, permitsOf } from "./actors.ts";
import { makers } from "./derive-workloads.ts";
import { anySecret, type Graph } from "./graph.ts";

const WEBHOOKS = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"] as const;

/** Leads through what acts for somebody: admission webhooks and External Secrets. */
export function deriveCluster(actor: Actor, graph: Graph, inventory: Inventory): void {
  const webhook = permitsOf(actor, "webhook").find(({ verbs, names, ...permit }) => {
    if (verbs.includes("create") && nameless({ verbs, names, ...permit })) return true;
    const there = WEBHOOKS.flatMap((kind) => inventory.all(`${kind}.admissionregistration.k8s.io`));
    const fits = there.some(({ name }) => names === null || names.includes(name));
    return verbs.some((verb) => verb !== "create") && (fits || !inventory.whole);
  });
  if (webhook !== undefined) {
    graph.link(actor.node, graph.node(anySecret(null)), { technique: "webhook", permits: [webhook] });
  }
  for (const permits of makers(permitsOf(actor, "pushSecret"))) {
    const scope = permits[0]?.scope ?? null;
    graph.link(actor.node, graph.node(anySecret(scope)), { technique: "pushSecret", permits });
  }
  for (const binding of actor.bindings) {
    if (binding.role !== null) continue;
    graph.link(actor.node, graph.node(anySecret(binding.namespace)), {
      technique: "missingRole",
      permits: [],
      object: binding.object,
      path: ["roleRef", "name"],
    });
  }
}
