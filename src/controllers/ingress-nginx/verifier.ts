import type { Verifier } from "../../model/trust.ts";
import { FACTS } from "./facts.ts";

const verifiers = new Map<number, Verifier>();

/** OpenSSL's as nginx uses it: no flag for partial chains, and a depth. Source: ngx_event_openssl.c. */
export function verifierOf(intermediates: number): Verifier {
  let verifier = verifiers.get(intermediates);
  if (verifier === undefined) {
    verifier = { anchors: "root", commonName: true, intermediates, status: 502, fact: FACTS.verifier };
    verifiers.set(intermediates, verifier);
  }
  return verifier;
}
