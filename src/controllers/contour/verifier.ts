import type { Verifier } from "../../model/trust.ts";
import { FACTS } from "./facts.ts";

/** Envoy's own defaults, which Contour leaves as they are. */
export const VERIFIER: Verifier = {
  anchors: "any",
  commonName: false,
  intermediates: null,
  status: 503,
  fact: FACTS.verifier,
};
