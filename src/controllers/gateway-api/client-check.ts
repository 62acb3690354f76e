import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, integer, isFields, list, text } from "../../model/read.ts";
import type { Assumption } from "../../model/report.ts";
import type { World } from "../contract.ts";
import type { Cause } from "./cause.ts";
import { SPEC_FACTS } from "./facts.ts";
import type { Listener } from "./listeners.ts";
import type { Profile } from "./profile.ts";
import { readReference } from "./references.ts";
import { trustOf } from "./trust.ts";

/** What a listener asks of clients. */
export interface ClientCheck {
  readonly demand: "none" | "optional" | "required";
  /** Whether a certificate that is shown is checked against a CA. */
  readonly verified: boolean;
  readonly cause: Cause | null;
  /** A demand that this implementation passes over. */
  readonly ignored: Cause | null;
  /** Cannot be set up: the listener is not served, or answers with a status of its own. */
  readonly broken: { readonly cause: Cause; readonly why: string; readonly status: number | null } | null;
  readonly assumptions: readonly Assumption[];
}

export const NO_CHECK: ClientCheck = {
  demand: "none",
  verified: false,
  cause: null,
  ignored: null,
  broken: null,
  assumptions: [],
};

/** `spec.tls.frontend` of a Gateway: for a port, else for all. It is for HTTPS listeners. */
export function frontendCheck(world: World, listener: Listener, profile: Profile): ClientCheck {
  const { gateway } = listener;
  const found = validationFor(gateway, listener.port);
  if (found === null || listener.protocol !== "HTTPS") return NO_CHECK;
  const answer = profile.answers.frontendValidation;
  const here = (fact: Cause["fact"], text?: string): Cause => ({
    fact,
    object: gateway,
    at: found.at,
    ...(text === undefined ? {} : { text }),
  });
  if (answer.value === "ignored") return { ...NO_CHECK, ignored: here(answer.fact) };
  const assumptions = answer.assumption === undefined ? [] : [answer.assumption];
  const refs = list(found.body, "caCertificateRefs").map((ref, index) =>
    readReference(gateway, ref, [...found.at, "caCertificateRefs", index], { group: "", kind: "" }),
  );
  const trust = trustOf(world, gateway, refs, profile);
  if (trust.broken !== null) {
    const why = `the CA for client certificates cannot be used: ${trust.broken.why}`;
    const cause: Cause = { ...here(answer.fact, `${upper(why)}.`), at: trust.broken.ref?.at ?? found.at };
    return { ...NO_CHECK, broken: { cause, why, status: null } };
  }
  const lax = text(found.body, "mode") === "AllowInsecureFallback";
  return {
    demand: lax ? "optional" : "required",
    verified: !lax,
    cause: here(lax ? SPEC_FACTS.insecureFallback : SPEC_FACTS.frontendValidation),
    ignored: null,
    broken: null,
    assumptions: [...assumptions, ...trust.assumptions],
  };
}

interface Validation {
  readonly body: unknown;
  readonly at: FieldPath;
}

function validationFor(gateway: KubeObject, port: number | null): Validation | null {
  const frontend: FieldPath = ["spec", "tls", "frontend"];
  const ports = list(gateway.body, ...frontend, "perPort");
  const index = ports.findIndex((entry) => integer(entry, "port") === port);
  // A port that is named without validation is exempt from what holds for all.
  const path =
    index >= 0 ? [...frontend, "perPort", index, "tls", "validation"] : [...frontend, "default", "validation"];
  const body = at(gateway.body, ...path);
  return isFields(body) ? { body, at: path } : null;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
