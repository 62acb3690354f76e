import { assumption, type Fact } from "../../model/evidence.ts";
import { fields } from "../../model/read.ts";
import { SPEC_FACTS } from "./facts.ts";
import { gatewayCertificate } from "./gateway-certificate.ts";
import { ROUTE_KINDS } from "./kinds.ts";
import type { Listener } from "./listeners.ts";
import type { Answer, Answers, Profile } from "./profile.ts";
import { onlyCaCrt } from "./trust.ts";

/** The questions on which implementations differ, as people ask them, and what the specification answers. */
const QUESTIONS = {
  policies: ["whether BackendTLSPolicy is read", "read", SPEC_FACTS.policy],
  tlsPortWithoutPolicy: ["what is dialled on port 443 without a policy", "clear", SPEC_FACTS.withoutPolicy],
  appProtocolHttps: ["what appProtocol https means", "unknown", SPEC_FACTS.appProtocol],
  appProtocolWss: ["what appProtocol kubernetes.io/wss means", "unknown", SPEC_FACTS.wss],
  nameCheck: ["whether a policy's hostname is checked", "verified", SPEC_FACTS.policy],
  subjectAltNames: ["whether subjectAltNames take the place of hostname", "replace-hostname", SPEC_FACTS.policy],
  brokenPolicy: ["whether a policy whose CA cannot be used fails open", "closed", SPEC_FACTS.policyBroken],
  systemTrust: ["whether wellKnownCACertificates: System is supported", "supported", SPEC_FACTS.policy],
  policyOnGrpc: ["whether policies count for a GRPCRoute", "applies", SPEC_FACTS.policy],
  policyOnTls: ["whether policies count for a TLSRoute that is terminated", "applies", SPEC_FACTS.policy],
  frontendValidation: ["whether spec.tls.frontend is read", "applies", SPEC_FACTS.frontendValidation],
  backendClientCertificate: [
    "whether spec.tls.backend.clientCertificateRef is read",
    "applies",
    SPEC_FACTS.backendClientCertificate,
  ],
  listenerSets: ["whether ListenerSets are read", "read", SPEC_FACTS.listenerSet],
} as const satisfies { readonly [Key in keyof Answers]: readonly [string, Answers[Key]["value"], Fact] };

type Known = { readonly [Key in keyof Answers]?: Answers[Key] };

/** Options can take the place of certificateRefs. */
export function byOptions({ body }: Pick<Listener, "body">): string | null {
  const keys = Object.keys(fields(body, "tls", "options"));
  return keys.length === 0 ? null : `listener options ${keys.join(", ")}`;
}

interface Declared extends Pick<Profile, "id" | "title"> {
  readonly known: Known;
  /** Where nothing is known: what the specification says, or nothing. */
  readonly otherwise: "specified" | "unknown";
  readonly serves: Fact;
}

/** A profile of which some answers are known; each of the others is supposed, or left open, with its question named. */
export function declaredProfile(
  { id, title, known, otherwise, serves }: Declared,
  more: Partial<Profile> = {},
): Profile {
  const open = (key: keyof Answers): Answer<string> => {
    const [question, specified, fact] = QUESTIONS[key];
    const value = otherwise === "specified" ? specified : "unknown";
    const assumed = value === "unknown" ? "nothing: the verdict is unknown" : `${value}, as the specification says`;
    const supply = `see the documentation of ${title}: implementations answer this differently`;
    return { value, fact, assumption: assumption(`${question} (${title})`, assumed, supply) };
  };
  const answers = Object.fromEntries(
    Object.keys(QUESTIONS).map((key) => [key, known[key as keyof Answers] ?? open(key as keyof Answers)]),
  ) as unknown as Answers;
  return {
    id,
    title,
    answers,
    policyVersions: ["v1", "v1alpha3"],
    caKinds: ["ConfigMap", "Secret"],
    caKey: onlyCaCrt,
    secretType: null,
    sniBy: "listener",
    isolatesPlain: true,
    externalCertificate: byOptions,
    facts: { serves },
    routeKinds: ROUTE_KINDS,
    clientCertificate: (context) =>
      answers.backendClientCertificate.value === "applies"
        ? gatewayCertificate(context, answers.backendClientCertificate.fact)
        : null,
    ...more,
  };
}
