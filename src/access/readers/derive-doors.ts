import type { Door } from "../../model/doors.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { type Actor, type Permit, permitsOf } from "./actors.ts";
import { makers } from "./derive-workloads.ts";
import type { Graph } from "./graph.ts";
import type { PermissionId } from "./permissions.ts";
import { accountKey } from "./pods.ts";
import type { TechniqueId } from "./techniques.ts";

interface Kind {
  readonly permission: PermissionId;
  /** What somebody does, and what the program makes of it. */
  readonly technique: TechniqueId;
  readonly next: TechniqueId;
  readonly objects: string;
}

const KINDS: Readonly<Record<Door["kind"], Kind>> = {
  snippet: {
    permission: "writeIngress",
    technique: "snippet",
    next: "takesSnippets",
    objects: "Ingress.networking.k8s.io",
  },
  injection: {
    permission: "writeIngress",
    technique: "injection",
    next: "hasFlaw",
    objects: "Ingress.networking.k8s.io",
  },
  kustomization: {
    permission: "writeKustomization",
    technique: "gitops",
    next: "applies",
    objects: "Kustomization.kustomize.toolkit.fluxcd.io",
  },
  release: {
    permission: "writeRelease",
    technique: "gitops",
    next: "applies",
    objects: "HelmRelease.helm.toolkit.fluxcd.io",
  },
  application: {
    permission: "writeApplication",
    technique: "gitops",
    next: "applies",
    objects: "Application.argoproj.io",
  },
};

function doorKey({ kind, account: { namespace, name }, object }: Door): string {
  return `door ${kind} ${namespace}/${name} ${object.kind} ${object.namespace}/${object.name}`;
}

/** Leads through programs that act for whoever writes their objects. */
export function deriveDoors(actor: Actor, graph: Graph, doors: readonly Door[], inventory: Inventory): void {
  for (const door of doors) {
    const { permission, technique, objects } = KINDS[door.kind];
    const permits = permitsOf(actor, permission);
    const within = (permit: Permit | undefined): boolean =>
      permit !== undefined && (permit.scope === null || door.namespace === null || permit.scope === door.namespace);
    const made = makers(permits).find(([permit]) => within(permit));
    const used =
      made ?? permits.filter((permit) => within(permit) && mayChange(permit, objects, inventory)).slice(0, 1);
    if (used.length > 0) graph.link(actor.node, graph.node(doorKey(door)), { technique, permits: used });
  }
}

/** Whether an object that one may change is there, or may be where the input is not whole. */
function mayChange({ verbs, names, scope }: Permit, kind: string, inventory: Inventory): boolean {
  if (!verbs.includes("update") && !verbs.includes("patch")) return false;
  if (!inventory.whole) return true;
  return inventory
    .all(kind)
    .some(({ namespace, name }) => (scope ?? namespace) === namespace && (names === null || names.includes(name)));
}

/** From each program to the ServiceAccount that it runs as, where somebody can have it act for him. */
export function linkDoors(graph: Graph, doors: readonly Door[]): void {
  for (const door of doors) {
    const from = graph.known(doorKey(door));
    if (from === undefined) continue;
    const account = graph.node(accountKey(door.account.namespace, door.account.name), "principal");
    const { object, at: path, fact } = door;
    graph.link(from, account, { technique: KINDS[door.kind].next, permits: [], object, path, fact });
  }
}
