import type { KubeObject } from "../../../model/objects.ts";
import { list, text } from "../../../model/read.ts";
import type { Cause } from "../dynamic.ts";
import { FACTS } from "../facts.ts";
import type { TraefikWorld } from "../traefik-world.ts";
import { pathOf, valueOf } from "./annotations.ts";
import { secretBlocks } from "./secrets.ts";

export interface ClientAuth {
  /** The TLS option's id, which tells the demand. */
  readonly options: string | null;
  /** Why the whole Ingress is left out. */
  readonly refused: Cause | null;
}

/** auth-tls-secret as a TLS option. Source: buildClientAuthTLSOption, clientAuthTypeFromString. */
export function clientAuth(traefik: TraefikWorld, ingress: KubeObject): ClientAuth {
  const reference = valueOf(ingress, "auth-tls-secret");
  if (reference === undefined) return { options: null, refused: null };
  const refused: Cause = { fact: FACTS.nginxSecret, object: ingress, at: pathOf("auth-tls-secret") };
  const [namespace = "", ...rest] = reference.split("/");
  const name = rest.join("/");
  const blocks = namespace === "" || name === "" ? null : secretBlocks(traefik, ingress, namespace, name);
  if (blocks === null || blocks.ca === "missing") return { options: null, refused };
  const demands: Readonly<Record<string, string>> = { off: "none", optional: "optional", optional_no_ca: "optional" };
  const word = valueOf(ingress, "auth-tls-verify-client") ?? "on";
  const demand = Object.hasOwn(demands, word) ? demands[word] : "required";
  return { options: `client-certificate-${blocks.ca === "usable" ? demand : "broken"}`, refused: null };
}

/**
 * The TLS option of each host: that of the first Ingress that asks for one, for all paths of the host.
 * @param ingresses in the provider's order
 */
export function clientAuthByHost(
  ingresses: readonly { readonly ingress: KubeObject; readonly auth: ClientAuth }[],
): ReadonlyMap<string, string> {
  const byHost = new Map<string, string>();
  for (const { ingress, auth } of ingresses) {
    if (auth.options === null) continue;
    for (const rule of list(ingress.body, "spec", "rules")) {
      const host = (text(rule, "host") ?? "").toLowerCase();
      if (!byHost.has(host)) byHost.set(host, auth.options);
    }
  }
  return byHost;
}
