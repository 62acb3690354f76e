import { isFields, list, text } from "../../model/read.ts";
import { type Trust, UNSEEN } from "../../model/trust.ts";
import type { Protection } from "../../model/words.ts";
import type { Trait } from "../contract.ts";
import type { WithoutPolicy } from "./backend.ts";
import { type Cause, traitOf } from "./cause.ts";
import { SPEC_FACTS } from "./facts.ts";
import { brokenLeg, type Leg, type LegContext, legOf } from "./leg.ts";
import type { Policy } from "./policies.ts";
import type { Profile } from "./profile.ts";
import { readReference } from "./references.ts";
import type { ServicePort } from "./service-port.ts";
import { trustOf } from "./trust.ts";

const VALIDATION = ["spec", "validation"];

/** What a policy makes of a Service's port; where the implementation passes it over, what holds without one. */
export function policyLeg(
  context: LegContext,
  policy: Policy,
  port: ServicePort,
  profile: Profile,
  without: WithoutPolicy,
): Leg {
  const { policies } = profile.answers;
  if (policies.value === "unknown") {
    const cause: Cause = { fact: policies.fact, object: policy.object, at: VALIDATION };
    return legOf(context, "unknown", [cause], { assumptions: assumed(policies) });
  }
  const passedOver = ignoredOn(context, policy, profile);
  if (passedOver !== null) {
    const leg = without(context, port, profile, policy);
    const traits = [...leg.traits, ...passedOver.traits];
    const [cause] = passedOver.causes;
    // TLS around the client's own TLS is what no pod understands.
    if (context.mode === "raw" && profile.passthroughPolicy?.breaks === true && cause !== undefined)
      return brokenLeg(context, cause, null, { traits });
    return { ...leg, causes: [...leg.causes, ...passedOver.causes], traits };
  }
  const validated = validate(context, policy, profile);
  if (validated.open) {
    const leg = without(context, port, profile, policy);
    const [cause] = validated.causes;
    const traits = cause === undefined ? [] : [traitOf("policy-fails-open", validated.why, cause)];
    return { ...leg, causes: [...validated.causes, ...leg.causes], traits: [...leg.traits, ...traits] };
  }
  const { causes, assumptions, traits, trust } = validated;
  const [first] = causes;
  if (validated.protection === "broken" && first !== undefined)
    return brokenLeg(context, first, context.mode === "http" ? (validated.status ?? 500) : null, {
      assumptions,
      traits,
    });
  const more = { assumptions, traits, ...(trust === undefined ? {} : { trust }) };
  return withClientCertificate(context, profile, legOf(context, validated.protection, causes, more));
}

function ignoredOn(
  { route, mode, protocol }: LegContext,
  policy: Policy,
  profile: Profile,
): { readonly causes: readonly Cause[]; readonly traits: readonly Trait[] } | null {
  const at = ["spec", "targetRefs", policy.target];
  // Bytes that come in clear can be wrapped; a session that is passed through cannot.
  const wraps = protocol === "TCP" && profile.passthroughPolicy?.breaks === true;
  if (mode === "raw" && !wraps) {
    const cause: Cause = {
      fact: profile.passthroughPolicy?.fact ?? SPEC_FACTS.routePassthrough,
      object: policy.object,
      at,
    };
    const why = "the route passes the client's own session on, and the policy verifies nothing";
    return { causes: [cause], traits: [traitOf("policy-on-passthrough", why, cause)] };
  }
  const { policies, policyOnGrpc, policyOnTls } = profile.answers;
  if (policies.value === "ignored") {
    const cause: Cause = { fact: policies.fact, object: policy.object, at };
    return { causes: [cause], traits: [traitOf("policy-ignored", `${profile.title} does not read it`, cause)] };
  }
  const answer = route.kind === "GRPCRoute" ? policyOnGrpc : route.kind === "HTTPRoute" ? null : policyOnTls;
  if (answer?.value !== "ignored") return null;
  const cause: Cause = { fact: answer.fact, object: policy.object, at };
  return {
    causes: [cause],
    traits: [traitOf("policy-ignored", `${profile.title} does not apply it to a ${route.kind}`, cause)],
  };
}

export interface Validated {
  readonly protection: Protection;
  readonly causes: readonly Cause[];
  readonly assumptions: Leg["assumptions"];
  readonly traits: readonly Trait[];
  /** The policy cannot be used and the backend is dialled as if there were none. */
  readonly open: boolean;
  readonly why: string;
  readonly status?: number;
  readonly trust?: Trust;
}

/** What the validation block of a policy comes to. */
export function validate({ world }: Pick<LegContext, "world">, { object }: Policy, profile: Profile): Validated {
  const { answers } = profile;
  const here = (fact: Cause["fact"], at: Cause["at"] = VALIDATION, said?: string): Cause => ({
    fact,
    object,
    at,
    ...(said === undefined ? {} : { text: said }),
  });
  const none = { assumptions: [], traits: [], open: false, why: "" };
  const broken = (
    why: string,
    cause: Cause,
    answer: Profile["answers"]["brokenPolicy"] | Profile["answers"]["systemTrust"],
  ): Validated => {
    const assumptions = answer.assumption === undefined ? [] : [answer.assumption];
    if (answer.value === "open")
      return { ...none, protection: "plaintext", causes: [cause], assumptions, open: true, why };
    if (answer.value === "unknown") return { ...none, protection: "unknown", causes: [cause], assumptions };
    return {
      ...none,
      protection: "broken",
      causes: [cause],
      assumptions,
      why,
      traits: [traitOf("ca-reference-unusable", why, cause)],
    };
  };
  const spec = object.body["spec"];
  const body = isFields(spec) ? (spec["validation"] ?? spec["tls"]) : undefined;
  const wellKnown = text(body, "wellKnownCACertificates") ?? text(body, "wellKnownCACerts") ?? "";
  const assumptions = [...assumed(answers.nameCheck)];
  let authorities = UNSEEN;
  if (wellKnown === "System") {
    const answer = answers.systemTrust;
    const why = "the system's CAs are not supported as trust";
    if (answer.value !== "supported")
      return broken(why, here(answer.fact, [...VALIDATION, "wellKnownCACertificates"]), answer);
    assumptions.push(...assumed(answer));
  } else {
    const refs = [...list(body, "caCertificateRefs"), ...list(body, "caCertRefs")].map((ref, index) =>
      readReference(object, ref, [...VALIDATION, "caCertificateRefs", index], { group: "", kind: "" }),
    );
    const trust = trustOf(world, object, refs, profile);
    if (trust.broken !== null) {
      const { ref, why } = trust.broken;
      const said = `The policy's CA cannot be used: ${why}.`;
      const failed = broken(why, here(answers.brokenPolicy.fact, ref?.at ?? VALIDATION, said), answers.brokenPolicy);
      const status = trust.broken.state === "unreadable" ? profile.unreadableCaStatus : undefined;
      return status === undefined ? failed : { ...failed, status };
    }
    assumptions.push(...trust.assumptions);
    authorities = trust.authorities;
  }
  const named = nameChecked(body, profile);
  const trust =
    profile.verifier === undefined || authorities.held.length === 0
      ? null
      : {
          authorities,
          by: { object, at: [...VALIDATION, "caCertificateRefs"] },
          names: namesOf(body, named),
          namedBy: { object, at: [...VALIDATION, named.sans ? "subjectAltNames" : "hostname"] },
          verifier: profile.verifier,
        };
  const at = named.sans ? [...VALIDATION, "subjectAltNames"] : [...VALIDATION, "hostname"];
  const traits = named.ignored
    ? [
        traitOf(
          "field-ignored",
          "subjectAltNames is passed over and hostname is the name that is checked",
          here(answers.subjectAltNames.fact, [...VALIDATION, "subjectAltNames"]),
          { remedy: "Write the name that the pods' certificate has into validation.hostname." },
        ),
      ]
    : [];
  const supposed = named.sans || named.ignored ? assumed(answers.subjectAltNames) : [];
  return {
    ...none,
    protection: named.protection,
    causes: [here(named.fact, at)],
    assumptions: [...assumptions, ...supposed],
    traits,
    ...(trust === null ? {} : { trust }),
  };
}

/** None where the chain alone is checked. */
function namesOf(body: unknown, { sans, protection }: NameChecked): string[] {
  if (protection !== "tls-verified") return [];
  if (!sans) return [text(body, "hostname") ?? ""];
  return list(body, "subjectAltNames").map((entry) => text(entry, "hostname") ?? text(entry, "uri") ?? "");
}

function assumed(answer: { readonly assumption?: Leg["assumptions"][number] }): Leg["assumptions"] {
  return answer.assumption === undefined ? [] : [answer.assumption];
}

interface NameChecked {
  readonly protection: Protection;
  readonly fact: Cause["fact"];
  readonly sans: boolean;
  readonly ignored: boolean;
}

function nameChecked(body: unknown, { answers }: Profile): NameChecked {
  const sans = list(body, "subjectAltNames").length > 0;
  const { subjectAltNames, nameCheck } = answers;
  if (sans && subjectAltNames.value === "unknown")
    return { protection: "unknown", fact: subjectAltNames.fact, sans, ignored: false };
  const counts = sans && subjectAltNames.value === "replace-hostname";
  const ignored = sans && !counts;
  if (counts) return { protection: "tls-verified", fact: subjectAltNames.fact, sans: true, ignored };
  if (nameCheck.value === "unknown") return { protection: "unknown", fact: nameCheck.fact, sans: false, ignored };
  const chainOnly = nameCheck.value === "chain-without-sans";
  return { protection: chainOnly ? "tls-chain" : "tls-verified", fact: nameCheck.fact, sans: false, ignored };
}

/** A client certificate turns verified TLS into mutual TLS; one that cannot be used breaks the way or is left out. */
export function withClientCertificate(context: LegContext, profile: Profile, leg: Leg): Leg {
  const found = profile.clientCertificate?.(context) ?? null;
  if (found === null || leg.protection === "broken" || leg.protection === "plaintext") return leg;
  const cause: Cause = { fact: found.fact, object: found.object, at: found.at };
  if (found.state === "broken")
    return brokenLeg(context, cause, context.mode === "http" ? (found.status ?? 500) : null);
  if (found.state === "left-out") return { ...leg, causes: [...leg.causes, cause] };
  const protection = leg.protection === "tls-verified" ? "mtls" : leg.protection;
  return {
    ...leg,
    protection,
    causes: [...leg.causes, cause],
    assumptions: [...leg.assumptions, ...found.assumptions],
  };
}
