import { envoyVerifier } from "../envoy-verifier.ts";
import { FACTS } from "./facts.ts";

export const VERIFIER = envoyVerifier(FACTS.verifier);
