import type { Trait, TraitKind } from "../contract.ts";
import { traitOf } from "./cause.ts";
import { kindsOf, type ListenerProblem, type ServedListener } from "./served-listeners.ts";
import { isTls, titleOf } from "./listeners.ts";
import type { View } from "./view.ts";

/** Others are told of where a route is on them. */
const KIND_OF: Readonly<Partial<Record<ListenerProblem["kind"], TraitKind>>> = {
  certificate: "listener-without-certificate",
  "no-grant": "certificate-without-grant",
  conflict: "listeners-in-conflict",
  "client-validation": "ca-reference-unusable",
};

/** Listeners that are not served, and demands on clients that are passed over. */
export function listenerTraits(view: View): Trait[] {
  return view.listeners.flatMap((listener) => {
    const { problem, client } = listener;
    const traits: Trait[] = [];
    const kind = problem === null ? undefined : KIND_OF[problem.kind];
    if (problem !== null && kind !== undefined) {
      const why = `listener ${titleOf(listener)} is not served: ${problem.why}${meanwhile(view, listener)}`;
      traits.push(traitOf(kind, why, problem.cause));
    }
    if (client.ignored !== null) {
      const why =
        client.demand === "none"
          ? `${view.profile.title} passes spec.tls.frontend over, and no client certificate is asked for`
          : `listener ${titleOf(listener)} asks for a client certificate and lets in clients that have none`;
      const remedy =
        client.demand === "none"
          ? "Let the pods demand it, behind a TLS listener with mode Passthrough, or take it away."
          : "Name a CA in caCertificateRefs.";
      traits.push(traitOf("client-certificate-not-demanded", why, client.ignored, { remedy }));
    }
    if (client.broken !== null && client.broken.status !== null) {
      const why = `every request on listener ${titleOf(listener)} gets ${client.broken.status}: ${client.broken.why}`;
      traits.push(traitOf("ca-reference-unusable", why, client.broken.cause));
    }
    return traits;
  });
}

/** What still answers in clear while the listener for HTTPS does not. */
function meanwhile(view: View, listener: ServedListener): string {
  if (!isTls(listener)) return "";
  const plain = view.listeners.find(
    (other) => other.protocol === "HTTP" && other.problem === null && kindsOf(other).length > 0,
  );
  const serves = plain !== undefined && view.attached.some((item) => item.listener === plain);
  return serves ? `, while listener ${titleOf(plain)} goes on serving port ${plain.port} in clear` : "";
}
