import type { Answer } from "../model/compliance.ts";
import type { Hop, Route } from "../model/report.ts";
import type { Protection } from "../model/words.ts";

export interface LegAnswer {
  readonly answer: Answer;
  readonly because: string;
}

/** Whether one leg behind the controller is encrypted. */
export function legEncrypted(hop: Hop, route: Route): LegAnswer {
  switch (hop.protection) {
    case "plaintext":
      return { answer: "fail", because: "In clear." };
    case "passthrough":
      if (carriesBytes(route)) return { answer: "unknown", because: BYTES };
      return route.client.http === "serves"
        ? { answer: "unknown", because: "TLS of clients goes through; what comes in clear on port 80 is not covered." }
        : { answer: "pass", because: "The client's own TLS session ends in the pod." };
    case "broken":
      return { answer: "not-applicable", because: brokenLeg(hop) };
    case "unknown":
      return { answer: "unknown", because: missing(hop) };
    default:
      return { answer: "pass", because: `${GIVES[hop.protection]}${by(hop)}` };
  }
}

const GIVES = {
  "tls-unverified": "TLS to whoever answers: any certificate is accepted.",
  "tls-chain": "TLS; the chain is checked and the name is not.",
  "tls-verified": "TLS; chain and name are checked.",
  mtls: "Mutual TLS; chain and name are checked.",
} as const satisfies Partial<Record<Protection, string>>;

/** Whether the controller checks who answers on one leg. */
export function legVerified(hop: Hop, route: Route): LegAnswer {
  switch (hop.protection) {
    case "plaintext":
      return { answer: "fail", because: "In clear: nobody's identity is checked." };
    case "tls-unverified":
      return { answer: "fail", because: "Any certificate is accepted." };
    case "tls-chain":
      return {
        answer: "fail",
        because: "The chain is checked and the name is not: any certificate of that CA passes.",
      };
    case "passthrough":
      return {
        answer: "unknown",
        because: carriesBytes(route) ? BYTES : "It is for the client to check the pod's certificate.",
      };
    case "broken":
      return { answer: "not-applicable", because: brokenLeg(hop) };
    case "unknown":
      return { answer: "unknown", because: missing(hop) };
    default:
      return { answer: "pass", because: `${GIVES[hop.protection]}${by(hop)}` };
  }
}

export const BYTES = "Bytes are passed on as they come: whether they are TLS is not seen.";

/** Routes by port that take what comes: the client may speak TLS with the pod, or not. */
export function carriesBytes({ client, port, object }: Route): boolean {
  return client.https === "passes-through" && client.http === "serves" && (port !== null || object.kind === "TCPRoute");
}

function brokenLeg({ status }: Hop): string {
  return status === null ? "No traffic passes on this leg." : `No traffic passes on this leg: ${status}.`;
}

function by({ by: who }: Hop): string {
  return who === "controller" || who === "none" ? "" : ` The ${who} gives it.`;
}

/** Why a leg is unknown. */
export function missing({ assumptions, evidence }: Hop): string {
  const fact = assumptions[0]?.fact;
  if (fact !== undefined) return `Missing in the input: ${fact}.`;
  return evidence[0]?.fact ?? "The input does not say what this leg gives.";
}
