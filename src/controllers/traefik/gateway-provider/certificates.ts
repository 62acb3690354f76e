import type { Cause } from "../../gateway-api/cause.ts";
import type { View } from "../../gateway-api/view.ts";
import type { World } from "../../contract.ts";
import type { Loaded } from "../dynamic.ts";
import { FACTS } from "../facts.ts";
import { load } from "../tls.ts";

/** Certificates of listeners that are served. They go to all entry points, and a server name finds them by their names. */
export function listenerCertificates(world: World, view: View): Loaded[] {
  return view.listeners.flatMap((listener) => {
    if (listener.problem !== null) return [];
    const hosts = view.attached.filter((item) => item.listener === listener).flatMap((item) => item.hosts);
    return listener.certificates.flatMap((ref) => {
      const cause: Cause = { fact: FACTS.certificate, object: listener.owner, at: ref.at };
      const found = load(world, ref.namespace, ref.name, hosts, cause);
      if (typeof found === "string") return [];
      // A route without a host is shown what its listener brings.
      const nameless = view.attached.filter((item) => item.listener === listener && item.hosts.includes("*"));
      return [
        found,
        ...nameless.map(({ route, parent }) => ({
          ...found,
          cause: { ...cause, object: route.object, at: parent.at },
        })),
      ];
    });
  });
}
