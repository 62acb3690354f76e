import { type Actor, keyOf, type Permit, permitsOf } from "../readers/actors.ts";
import { makers } from "../readers/derive-workloads.ts";
import { isAdministrator } from "../readers/expected.ts";
import { anySecret, type Edge, type Node, oneSecret } from "../readers/graph.ts";
import type { SecretName } from "../readers/link-copies.ts";
import type { AccessModel } from "../readers/readers.ts";
import { TECHNIQUES } from "../readers/techniques.ts";
import type { Wanted } from "./atoms.ts";

/** A right that has to go. */
export interface Cut {
  readonly permit: Permit;
  readonly wanted: Wanted;
}

/** A step towards a key that stays, and why. */
export interface Left {
  readonly node: Node;
  readonly edge: Edge;
  readonly reason: string;
}

/** Says why a step has to stay; null where it can go. */
export type Refuse = (edge: Edge, cuts: readonly Cut[]) => string | null;

/**
 * The steps by which somebody whom nobody expects comes to a Secret: each of them leads to where one gets at it without
 * any other step of this list, so that all of them are needed, and with none of them nobody unexpected is left.
 * What leads to those who keep a step has to go as well.
 */
export function findCuts(
  { graph, actors, expected }: AccessModel,
  secrets: readonly SecretName[],
  refuse: Refuse,
): { readonly cuts: readonly Cut[]; readonly left: readonly Left[] } {
  const cuts: Cut[] = [];
  const left: Left[] = [];
  const seen = new Set<Node>();
  const queue: Node[] = [];
  const visit = (node: Node | undefined): void => {
    if (node === undefined || seen.has(node)) return;
    seen.add(node);
    queue.push(node);
  };
  if (secrets.length > 0) visit(graph.known(anySecret(null)));
  for (const { namespace, name } of secrets) {
    for (const key of [anySecret(namespace), oneSecret(namespace, name), oneSecret(null, name)])
      visit(graph.known(key));
  }
  for (let first = 0; first < queue.length; first++) {
    for (const edge of queue[first]?.into ?? []) {
      const node = edge.from;
      const actor = actors.get(node);
      if (isNobodys(edge) || expected.reason(node.key, edge) !== null || (actor && isAdministrator(actor))) {
        visit(node);
        continue;
      }
      const own = actor === undefined ? [] : cutsOf(edge, actor);
      const reason = own.length === 0 ? whyNot(edge) : refuse(edge, own);
      if (reason === null) cuts.push(...own);
      else {
        left.push({ node, edge, reason });
        visit(node);
      }
    }
  }
  return { cuts, left };
}

/** Steps that belong to a place, and membership of groups, which a group's own rights decide. */
function isNobodys({ from, technique }: Edge): boolean {
  return from.kind === "place" || technique === "member" || technique === "covers";
}

/** The rights of one who takes a step, of which he may keep none. */
function cutsOf(edge: Edge, actor: Actor): Cut[] {
  const { title } = TECHNIQUES[edge.technique];
  return rightsOf(edge, actor).map(({ permit, verbs = permit.verbs }) => {
    return { permit, wanted: { verbs, group: permit.group, resource: permit.resource, way: title } };
  });
}

interface Right {
  readonly permit: Permit;
  /** Those that lead on; all that the permit has where none are named. */
  readonly verbs?: readonly string[];
}

function rightsOf({ technique, permits }: Edge, actor: Actor): Right[] {
  const mine = permits.filter(({ held }) => held !== null && keyOf(held.subject) === actor.node.key);
  const first = mine[0];
  const last = mine.at(-1);
  switch (technique) {
    case "makeWorkload":
    case "makeCustom":
    case "editWorkload":
    case "runAs":
      return workloads(actor, first);
    case "pushSecret":
      return rights(first, ["create"]);
    case "escalate":
    case "nodeFiles":
      return rights(first);
    case "constrained":
      return rights(mine.find(({ id }) => id.startsWith("onAs")));
    default:
      // Of rights that count only together the last is what no honest use needs: bind, impersonate, reading back.
      return rights(last);
  }
}

/** The graph shows one way for all kinds of workloads of a place: what one of them gives, all of them give. */
function workloads(actor: Actor, first: Permit | undefined): Right[] {
  if (first === undefined) return [];
  const there = permitsOf(actor, first.id).filter(({ scope }) => scope === first.scope);
  if (first.id === "editWorkload") return there.flatMap((permit) => rights(permit));
  return makers(permitsOf(actor, first.id))
    .filter(([maker]) => maker?.scope === first.scope)
    .flatMap(([maker]) => rights(maker, ["create"]));
}

function rights(permit: Permit | undefined, verbs?: readonly string[]): Right[] {
  return permit === undefined ? [] : [verbs === undefined ? { permit } : { permit, verbs }];
}

function whyNot({ technique, object }: Edge): string {
  const what = object === undefined ? "" : ` (${object.kind} ${object.name})`;
  if (technique === "missingRole") return `it is bound to a role that is not in the input${what}`;
  if (technique === "webhookServed") return `a webhook is sent Secrets${what}: take secrets out of its rules`;
  return `it ${TECHNIQUES[technique].title}${what}, which no role gives`;
}
