import { type Actor, type Permit, permitsOf } from "./actors.ts";
import { anySecret, type Graph, oneSecret } from "./graph.ts";

/** Of a Secret that is named in the request, and of all at once. */
const NAMED = ["get", "list", "watch", "patch", "delete"];
const NAMELESS = ["list", "watch", "deletecollection"];

/** One Secret, or all of them for a null name, that a permit lets somebody read. */
export interface Reach {
  readonly scope: string | null;
  readonly name: string | null;
  readonly verbs: readonly string[];
}

/**
 * What a permit on Secrets reads. Facts: patch, deletecollection and delete answer with the content too; list and watch
 * take the name from a field selector, deletecollection never does.
 */
export function reachOf({ scope, names, verbs }: Pick<Permit, "scope" | "names" | "verbs">): Reach[] {
  if (names === null) return [{ scope, name: null, verbs }];
  const reach: Reach[] = [];
  for (const name of names) {
    const which = name === "" ? NAMELESS : NAMED;
    const fitting = verbs.filter((verb) => which.includes(verb));
    if (fitting.length > 0) reach.push({ scope, name: name === "" ? null : name, verbs: fitting });
  }
  return reach;
}

export function secretKey({ scope, name }: Pick<Reach, "scope" | "name">): string {
  return name === null ? anySecret(scope) : oneSecret(scope, name);
}

/** Leads to the Secrets that somebody can simply ask for. */
export function deriveDirect(actor: Actor, graph: Graph): void {
  for (const permit of permitsOf(actor, "read")) {
    for (const reach of reachOf(permit)) {
      const narrowed = { ...permit, verbs: reach.verbs };
      graph.link(actor.node, graph.node(secretKey(reach)), { technique: "direct", permits: [narrowed] });
    }
  }
}

/**
 * Rights by which somebody reads back a Secret that he makes: to all of them, or to a name that is not taken.
 * @param isTaken whether a Secret of this name is there already
 */
export function readsOwn(actor: Actor, isTaken: (namespace: string, name: string) => boolean): Permit[] {
  return permitsOf(actor, "read").filter((permit) =>
    reachOf(permit).some(({ scope, name }) => name === null || scope === null || !isTaken(scope, name)),
  );
}
