import { type Actor, nameless, type Permit, permitsOf } from "./actors.ts";
import {
  accountsNamed,
  anyAccount,
  anySecret,
  besidePod,
  besidePods,
  type Graph,
  insideNode,
  insidePod,
  insidePods,
} from "./graph.ts";
import type { PodIndex } from "./pods.ts";
import type { TechniqueId } from "./techniques.ts";
import { accountKey } from "./pods.ts";

/** Leads through workloads that somebody makes, changes or gets into. */
export function deriveWorkloads(actor: Actor, graph: Graph, pods: PodIndex): void {
  const made = new Set<string | null>();
  for (const permits of makers(permitsOf(actor, "makeWorkload"))) {
    const scope = permits[0]?.scope ?? null;
    if (made.has(scope)) continue;
    made.add(scope);
    leadsAnywhere(actor, graph, scope, "makeWorkload", permits);
  }
  for (const permits of makers(permitsOf(actor, "makeCustom"))) {
    const scope = permits[0]?.scope ?? null;
    if (made.has(scope)) continue;
    made.add(scope);
    leadsAnywhere(actor, graph, scope, "makeCustom", permits);
  }
  for (const permit of permitsOf(actor, "editWorkload")) {
    if (made.has(permit.scope) || !pods.mayHave(permit.scope, permit.resource, permit.names)) continue;
    made.add(permit.scope);
    leadsAnywhere(actor, graph, permit.scope, "editWorkload", [permit]);
  }
  for (const technique of ["exec", "attach"] as const) {
    for (const permit of permitsOf(actor, technique))
      leadsInside(actor, graph, permit, technique, insidePods, insidePod);
  }
  for (const technique of ["debug", "editPod"] as const) {
    for (const permit of permitsOf(actor, technique))
      leadsInside(actor, graph, permit, technique, besidePods, besidePod);
  }
  const [volume] = makers(permitsOf(actor, "makeVolume"));
  const [pod] = makers(permitsOf(actor, "makeWorkload"));
  if (volume !== undefined && pod !== undefined) {
    graph.link(actor.node, graph.node(besidePods(null)), { technique: "nodeFiles", permits: [...volume, ...pod] });
  }
  for (const permit of permitsOf(actor, "nodeProxy")) {
    const keys = permit.names === null ? [insidePods(null)] : permit.names.map(insideNode);
    for (const key of keys) graph.link(actor.node, graph.node(key), { technique: "nodeProxy", permits: [permit] });
  }
  for (const permit of permitsOf(actor, "token")) {
    for (const key of accountKeys(permit))
      graph.link(actor.node, graph.node(key), { technique: "token", permits: [permit] });
  }
}

/** The ServiceAccounts that a permit on them names. */
export function accountKeys({ scope, names }: Permit): string[] {
  if (names === null) return [anyAccount(scope)];
  const named = names.filter((name) => name !== "");
  return named.map((name) => (scope === null ? accountsNamed(name) : accountKey(scope, name)));
}

/**
 * What lets somebody make an object. A POST never carries the name, so a create that names it counts only with patch on
 * that name: server-side apply has it in the URL.
 */
export function makers(permits: readonly Permit[]): (readonly Permit[])[] {
  const creates = permits.filter(({ verbs }) => verbs.includes("create"));
  const found: (readonly Permit[])[] = creates.filter(nameless).map((permit) => [permit]);
  const patches = permits.filter(({ verbs }) => verbs.includes("patch"));
  for (const create of creates) {
    if (nameless(create)) continue;
    const patch = patches.find(
      (other) =>
        other.resource === create.resource &&
        (other.scope === null || other.scope === create.scope) &&
        (other.names === null || other.names.some((name) => create.names?.includes(name) === true)),
    );
    if (patch !== undefined) found.push(patch === create ? [create] : [create, patch]);
  }
  return found;
}

/** A pod of one's own mounts any Secret and runs as any ServiceAccount of its namespace. */
function leadsAnywhere(
  { node }: Actor,
  graph: Graph,
  scope: string | null,
  technique: TechniqueId,
  permits: readonly Permit[],
): void {
  graph.link(node, graph.node(anySecret(scope)), { technique, permits });
  graph.link(node, graph.node(anyAccount(scope)), { technique: "runAs", permits });
}

function leadsInside(
  { node }: Actor,
  graph: Graph,
  permit: Permit,
  technique: TechniqueId,
  all: (scope: string | null) => string,
  one: (scope: string | null, name: string) => string,
): void {
  const { scope, names } = permit;
  const keys = names === null ? [all(scope)] : names.map((name) => one(scope, name));
  for (const key of keys) graph.link(node, graph.node(key), { technique, permits: [permit] });
}
