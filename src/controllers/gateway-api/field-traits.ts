import { at, fields, isFields } from "../../model/read.ts";
import type { Trait } from "../contract.ts";
import { traitOf } from "./cause.ts";
import { SPEC_FACTS } from "./facts.ts";
import { gatewayCertificate } from "./gateway-certificate.ts";
import { keyOf } from "./kinds.ts";
import { isTls, listenerSets, parentOf } from "./listeners.ts";
import type { View } from "./view.ts";

/** What is written in a Gateway, or added to it, and is passed over. */
export function fieldTraits(view: View): Trait[] {
  return [...clientCertificates(view), ...options(view), ...sets(view)];
}

function clientCertificates({ world, profile, gateways }: View): Trait[] {
  const path = ["spec", "tls", "backend", "clientCertificateRef"];
  const { value, fact } = profile.answers.backendClientCertificate;
  return gateways.flatMap((gateway) => {
    if (value === "unknown" || !isFields(at(gateway.body, ...path))) return [];
    const cause = { fact, object: gateway, at: path };
    if (value === "ignored")
      return [
        traitOf("field-ignored", `${profile.title} shows backends no client certificate`, cause, {
          remedy: `Take it away, and let no pod behind ${profile.title} demand one.`,
        }),
      ];
    const lost = gatewayCertificate({ world, gateway }, fact)?.state === "left-out";
    const why = "the Secret cannot be used, and backends are dialled without a client certificate";
    const remedy =
      "Name a Secret with tls.crt and the tls.key that fits it, in this namespace or with a ReferenceGrant.";
    return lost ? [traitOf("field-ignored", why, cause, { remedy })] : [];
  });
}

/** Keys of an implementation that is not this one, or of none. */
function options({ profile, listeners }: View): Trait[] {
  const { optionsRead } = profile;
  if (optionsRead === undefined) return [];
  return listeners.filter(isTls).flatMap((listener) =>
    Object.keys(fields(listener.body, "tls", "options"))
      .filter((key) => !optionsRead.includes(key))
      .map((key) =>
        traitOf(
          "field-ignored",
          `${profile.title} does not read the listener option ${key}`,
          {
            fact: SPEC_FACTS.listenerOptions,
            object: listener.owner,
            at: [...listener.at, "tls", "options", key],
          },
          { remedy: "Take the option away." },
        ),
      ),
  );
}

function sets({ world, profile, gateways }: View): Trait[] {
  const { value, fact } = profile.answers.listenerSets;
  if (value !== "ignored") return [];
  const names = new Set(gateways.map(keyOf));
  return listenerSets(world)
    .filter((set) => names.has(parentOf(set)))
    .map((set) =>
      traitOf(
        "field-ignored",
        `${profile.title} does not read ${set.kind}s, and none of its listeners is served`,
        { fact, object: set, at: ["spec", "parentRef"] },
        { remedy: "Put its listeners into the Gateway." },
      ),
    );
}
