import type { Assumption, ServedCertificate } from "../../model/report.ts";
import type { PortAnswer } from "./answers.ts";
import type { Cause } from "./cause.ts";
import { SPEC_FACTS } from "./facts.ts";
import type { Reference } from "./references.ts";
import type { View } from "./view.ts";

export interface Shown {
  readonly certificate: ServedCertificate;
  readonly cause: Cause;
  /** The certificate has none of the route's names; null where that cannot be told. */
  readonly covers: boolean | null;
  readonly assumptions: readonly Assumption[];
}

/**
 * The certificate that a TLS listener shows for a host: the first of its list that has the very name, else the first that
 * covers it, else the first.
 */
export function certificateOf({ world }: View, host: string, secure: PortAnswer): Shown {
  const { listener } = secure.answering;
  const none: Shown = { certificate: { kind: "none" }, cause: secure.cause, covers: null, assumptions: [] };
  if (listener === null) return none;
  if (secure.does === "passes-through") return { ...none, certificate: { kind: "in-pod" } };
  if (listener.external !== null) {
    const cause: Cause = { fact: SPEC_FACTS.httpsListener, object: listener.owner, at: [...listener.at, "tls"] };
    return { ...none, certificate: { kind: "external", detail: listener.external }, cause };
  }
  const [first] = listener.certificates;
  if (first === undefined) return none;
  const covering =
    listener.certificates.find((ref) => hasName(world, ref, host)) ??
    listener.certificates.find((ref) => coversHost(world, ref, host) === true);
  const chosen = covering ?? first;
  const fact = listener.protocol === "TLS" ? SPEC_FACTS.tlsTerminate : SPEC_FACTS.httpsListener;
  return {
    certificate: { kind: "secret", namespace: chosen.namespace, name: chosen.name },
    cause: { fact, object: listener.owner, at: chosen.at },
    covers: covering === undefined ? coversHost(world, chosen, host) : true,
    assumptions: listener.assumptions,
  };
}

function hasName(world: View["world"], ref: Reference, host: string): boolean {
  const held = world.inventory.secret(ref.namespace, ref.name);
  return held.state === "present" && world.certificates.names(held.secret).includes(host);
}

function coversHost(world: View["world"], ref: Reference, host: string): boolean | null {
  const held = world.inventory.secret(ref.namespace, ref.name);
  if (held.state !== "present" || host === "*") return null;
  return world.certificates.covers(held.secret, host.startsWith("*.") ? `any${host.slice(1)}` : host, false);
}
