import type { Fact } from "../../model/evidence.ts";
import { defineRule } from "../contract.ts";
import { servedCertificates, servedProblem } from "../served-certificates.ts";

const FACT: Fact = {
  text: "A certificate with the TLS feature status_request is only good beside a stapled OCSP answer of its CA.",
  reference: "RFC 7633, 4.2.3.1 and 4.3.3",
  basis: "documented",
};

export const rule = defineRule({
  id: "LH5015",
  slug: "staple-cannot-be-had",
  severity: "note",
  summary: "A certificate demands a stapled OCSP answer and names nobody who gives one",
  messages: { staple: "The certificate demands a stapled OCSP answer and names no responder to have it from" },
  *check(input) {
    for (const served of servedCertificates(input)) {
      const { mustStaple, namesResponder } = served.leaf;
      if (mustStaple && !namesResponder)
        yield servedProblem(served, "staple-cannot-be-had", FACT, { message: "staple" });
    }
  },
});
