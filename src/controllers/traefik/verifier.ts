import type { Verifier } from "../../model/trust.ts";
import { FACTS } from "./facts.ts";

/** Go's, which Traefik dials with. Source: crypto/x509/verify.go. */
export const VERIFIER: Verifier = {
  anchors: "any",
  commonName: false,
  intermediates: null,
  status: 500,
  fact: FACTS.verifier,
};
