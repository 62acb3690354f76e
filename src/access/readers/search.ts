import type { Edge, Node } from "./graph.ts";

/** How one gets from a node to the Secret: a step, and the way on from where it leads. */
export interface Way {
  readonly edge: Edge;
  /** null where the step ends at the Secret. */
  readonly next: Way | null;
}

/**
 * Everything that leads to some nodes, each with the shortest way. Membership of groups comes last: whoever reads only
 * as a member is not listed beside the group, but those who can become him are.
 * @param known nodes that are found already; what leads to them is, too
 */
export function search(roots: readonly (Node | undefined)[], known: readonly ReadonlyMap<Node, Way>[]): Map<Node, Way> {
  const found = new Map<Node, Way>();
  const start = roots.filter((node) => node !== undefined);
  const isKnown = (node: Node): boolean =>
    found.has(node) || start.includes(node) || known.some((other) => other.has(node));
  const follow = (queue: { node: Node; way: Way | null }[], members: boolean): void => {
    for (let first = 0; first < queue.length; first++) {
      const { node, way } = queue[first] ?? {};
      if (node === undefined) break;
      for (const edge of node.into) {
        if ((edge.technique === "member" && !members) || isKnown(edge.from)) continue;
        const step = { edge, next: way ?? null };
        found.set(edge.from, step);
        queue.push({ node: edge.from, way: step });
      }
    }
  };
  const begin = start.map((node) => ({ node, way: null }));
  follow(begin.slice(), false);
  follow([...begin, ...[...found].map(([node, way]) => ({ node, way }))], true);
  return found;
}
