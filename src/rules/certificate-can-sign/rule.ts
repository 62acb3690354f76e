import { isSelfIssued } from "../../certificates/issuance.ts";
import type { Fact } from "../../model/evidence.ts";
import { defineRule } from "../contract.ts";
import { servedCertificates, servedProblem } from "../served-certificates.ts";

const FACT: Fact = {
  text: "A certificate with cA: TRUE can sign others.",
  reference: "RFC 5280, 4.2.1.9",
  basis: "documented",
};

export const rule = defineRule({
  id: "LH5007",
  slug: "certificate-can-sign",
  severity: "warning",
  summary: "A route serves the certificate of a CA",
  messages: {
    authority: "The certificate is one of a CA: its key can sign certificates for other names",
  },
  *check(input) {
    for (const served of servedCertificates(input)) {
      const { leaf } = served;
      // One that signs itself comes so out of `openssl req -x509`, and another rule speaks of it.
      if (leaf.ca !== true || isSelfIssued(leaf)) continue;
      yield servedProblem(served, "certificate-can-sign", FACT, { message: "authority" });
    }
  },
});
