import { assumption } from "../../model/evidence.ts";
import type { FieldPath } from "../../model/objects.ts";
import type { Assumption } from "../../model/report.ts";
import type { Trait } from "../contract.ts";
import { type Cause, traitOf } from "./cause.ts";
import { SPEC_FACTS } from "./facts.ts";
import { granted } from "./grants.ts";
import { brokenLeg, type Leg, type LegContext, legOf } from "./leg.ts";
import { policiesFor, type Policy, policyInForce, sectionOf } from "./policies.ts";
import { policyLeg } from "./policy-leg.ts";
import type { Answer, Profile } from "./profile.ts";
import { looksLikeTls, servicePort, type ServicePort } from "./service-port.ts";

/** What an implementation makes of one backendRef. */
export function backendLeg(context: LegContext, profile: Profile): Leg {
  const { ref, route, world } = context;
  const broken = (fact: Cause["fact"], text: string, at: FieldPath = ref.at): Leg =>
    brokenLeg(context, { fact, object: route.object, at, text }, context.mode === "http" ? 500 : null);
  const badBackend = profile.facts.badBackend ?? SPEC_FACTS.badBackend;
  const leave = granted(world, route.object, ref);
  if (leave === "no") {
    return broken(
      SPEC_FACTS.refNotPermitted,
      `No ReferenceGrant in ${ref.namespace} lets a ${route.object.kind} use ${ref.kind} ${ref.namespace}/${ref.name}.`,
    );
  }
  const own = profile.backends?.[`${ref.kind}.${ref.group}`];
  if (own !== undefined) return own(context);
  if (ref.kind !== "Service" || ref.group !== "")
    return broken(
      badBackend,
      `${profile.title} sends nothing to a ${ref.kind}${ref.group === "" ? "" : ` of ${ref.group}`}.`,
    );
  const port = servicePort(world, ref, profile.asksUnreadyPods);
  if (port.missing !== null)
    return broken(
      badBackend,
      `${port.missing}.`.replace(/^./, (first) => first.toUpperCase()),
    );
  const refused = profile.refusesPort?.(port) ?? null;
  if (refused !== null)
    return broken(
      badBackend,
      `${refused}.`.replace(/^./, (first) => first.toUpperCase()),
    );
  return serviceLeg(context, port, profile);
}

function serviceLeg(context: LegContext, port: ServicePort, profile: Profile): Leg {
  const { ref, world, route } = context;
  if (port.external && profile.externalNames !== true) {
    const cause: Cause = {
      fact: profile.facts.badBackend ?? SPEC_FACTS.badBackend,
      object: port.service,
      at: ["spec", "type"],
      text: "A Service of type ExternalName is no backend here.",
    };
    return brokenLeg(context, cause, context.mode === "http" ? 500 : null);
  }
  if (port.empty) {
    const cause: Cause = {
      fact: SPEC_FACTS.badBackend,
      object: route.object,
      at: ref.at,
      text: "Nobody is ready behind it.",
    };
    return brokenLeg(context, cause, context.mode === "http" ? 503 : null);
  }
  const policies = policiesFor(world, ref.group, ref.kind, ref.namespace, ref.name);
  const policy = policyInForce(policies, port.name, profile.oldestPolicy !== undefined);
  const rivals = profile.anyPolicy === undefined ? [] : rivalsOf(policies, policy);
  if (policy !== null && rivals.length > 1) return anyOf(context, rivals, port, profile);
  const leg =
    policy === null ? withoutPolicy(context, port, profile) : policyLeg(context, policy, port, profile, withoutPolicy);
  return { ...leg, assumptions: [...leg.assumptions, ...port.assumptions] };
}

/** Policies that name the same target as the one in force. */
function rivalsOf(policies: readonly Policy[], inForce: Policy | null): readonly Policy[] {
  return inForce === null ? [] : policies.filter((policy) => sectionOf(policy) === sectionOf(inForce));
}

/** What all of them come to; unknown where that depends on which one is taken. */
function anyOf(context: LegContext, rivals: readonly Policy[], port: ServicePort, profile: Profile): Leg {
  const legs = rivals.map((policy) => policyLeg(context, policy, port, profile, withoutPolicy));
  const [first] = legs;
  if (first === undefined || profile.anyPolicy === undefined) return withoutPolicy(context, port, profile);
  if (legs.every(({ protection }) => protection === first.protection)) return first;
  const names = rivals.map(({ object }) => object.name).join(", ");
  const cause: Cause = { fact: profile.anyPolicy, object: rivals[0]?.object ?? null, at: ["spec", "targetRefs"] };
  const which = assumption(
    `which of the BackendTLSPolicies ${names} ${profile.title} takes`,
    "nothing: the verdict is unknown",
    "keep one policy for the Service",
  );
  return legOf(context, "unknown", [cause], { assumptions: [which], traits: legs.flatMap((leg) => leg.traits) });
}

export type WithoutPolicy = typeof withoutPolicy;

/** A backend that no policy is in force for. */
function withoutPolicy(context: LegContext, port: ServicePort, profile: Profile, because?: Policy): Leg {
  const { route, ref } = context;
  if (context.mode === "raw") {
    const fact = context.protocol === "TCP" ? SPEC_FACTS.tcpListener : SPEC_FACTS.tlsPassthrough;
    return legOf(context, "passthrough", [{ fact, object: route.object, at: ref.at }]);
  }
  const own = profile.withoutPolicy?.(context, port) ?? null;
  if (own !== null) {
    const [cause] = own.causes;
    const weak = own.protection === "plaintext" || own.protection === "tls-unverified";
    return weak && cause !== undefined ? { ...own, traits: [...own.traits, ...noPolicy(port, cause, because)] } : own;
  }
  const asks = port.appProtocol?.toLowerCase() ?? "";
  const { answers } = profile;
  if (asks === "https" || /(?:^|\/)(?:https|wss)$/.test(asks)) {
    const answer = asks.endsWith("wss") ? answers.appProtocolWss : answers.appProtocolHttps;
    const at = ["spec", "ports", port.index ?? 0, "appProtocol"];
    return answered(context, answer, { fact: answer.fact, object: port.service, at }, port, because);
  }
  const isTlsPort = port.number === 443 || (port.name?.startsWith("https") ?? false);
  const clear: Cause = { fact: SPEC_FACTS.withoutPolicy, object: route.object, at: ref.at };
  if (!isTlsPort) return legOf(context, "plaintext", [clear], { traits: noPolicy(port, clear, because) });
  const answer = answers.tlsPortWithoutPolicy;
  return answered(context, answer, { fact: answer.fact, object: route.object, at: [...ref.at, "port"] }, port, because);
}

function answered(
  context: LegContext,
  answer: Answer<"clear" | "tls-unverified" | "tls-verified" | "broken">,
  cause: Cause,
  port: ServicePort,
  because?: Policy,
): Leg {
  const assumptions: Assumption[] = answer.assumption === undefined ? [] : [answer.assumption];
  const traits = answer.value === "tls-verified" ? [] : noPolicy(port, cause, because);
  switch (answer.value) {
    case "broken":
      return brokenLeg(context, cause, 500, { assumptions });
    case "unknown":
      return legOf(context, "unknown", [cause], { assumptions });
    case "clear":
      return legOf(context, "plaintext", [cause], { assumptions, traits });
    default:
      return legOf(context, answer.value, [cause], { assumptions, traits });
  }
}

/** The port looks as if the pod spoke TLS, and nothing says how to verify it. */
function noPolicy(port: ServicePort, cause: Cause, because: Policy | undefined): Trait[] {
  if (because !== undefined || !looksLikeTls(port)) return [];
  const what = port.appProtocol?.toLowerCase() === "https" ? "appProtocol https" : `port ${port.name ?? port.number}`;
  return [traitOf("tls-port-without-policy", `no BackendTLSPolicy is for ${what} of the Service`, cause)];
}
