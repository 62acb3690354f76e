import { type Graph, issuedBy, type Node, requestsIn } from "./graph.ts";
import type { Issuer } from "./issuers.ts";

/** The node of those for whom an issuer signs; a ClusterIssuer does for requests of every namespace. */
export function linkIssuer(graph: Graph, { kind, namespace, name, object, path, proves }: Issuer): Node {
  const node = graph.node(issuedBy(kind, namespace, name));
  const technique = proves === null ? "maySign" : proves ? "signsProved" : "signs";
  const everywhere = graph.known(requestsIn(null));
  const one = namespace === null ? undefined : graph.known(requestsIn(namespace));
  const all = namespace === null ? graph.nodes().filter(({ key }) => key.startsWith(requestsIn(""))) : [];
  for (const from of [everywhere, one, ...all]) {
    if (from !== undefined) graph.link(from, node, { technique, permits: [], object, path });
  }
  return node;
}
