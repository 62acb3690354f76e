import type { Fact } from "../../model/evidence.ts";
import { chainOrder } from "../../certificates/chain-order.ts";
import { issuanceOf } from "../../certificates/issuance.ts";
import { issuerName } from "../served-certificates.ts";
import { defineRule } from "../contract.ts";
import { servedCertificates, servedProblem } from "../served-certificates.ts";

const FACT: Fact = {
  text: "Public CAs issue by intermediates, which clients do not have: the server sends them.",
  reference: "CA/Browser Forum Baseline Requirements 6.1.7; RFC 8446, 4.4.2",
  basis: "documented",
};

export const rule = defineRule({
  id: "LH5005",
  slug: "chain-incomplete",
  severity: "warning",
  summary: "A certificate of a public CA is sent without the one that issued it",
  messages: {
    missing: "The certificate is sent without its issuer's: {issuer}",
  },
  *check(input) {
    for (const served of servedCertificates(input)) {
      const { leaf, chain } = served;
      if (issuanceOf(leaf) !== "public" || chainOrder(chain).path.length > 1) continue;
      const data = { issuer: issuerName(leaf) };
      yield servedProblem(served, "chain-incomplete", FACT, { message: "missing", data });
    }
  },
});
