import type { Fact } from "../../model/evidence.ts";
import { issuanceOf, lifetimeDays, limitAt } from "../../certificates/issuance.ts";
import { day } from "../../certificates/lifetime.ts";
import { defineRule } from "../contract.ts";
import { servedCertificates, servedProblem } from "../served-certificates.ts";

const FACT: Fact = {
  text: "Public CAs may issue for 200 days from 2026-03-15, for 100 from 2027-03-15 and for 47 from 2029-03-15.",
  reference: "CA/Browser Forum Baseline Requirements 6.3.2, ballot SC-081v3",
  basis: "documented",
};

export const rule = defineRule({
  id: "LH5017",
  slug: "lifetime-over-limit",
  severity: "warning",
  summary: "A certificate of a public CA is valid for longer than clients take",
  messages: {
    over: "The certificate is valid for {days} days, and the limit for those issued from {from} is {limit}",
  },
  *check(input) {
    for (const served of servedCertificates(input)) {
      const { leaf } = served;
      const limit = limitAt(leaf.notBefore);
      const days = lifetimeDays(leaf);
      if (limit === null || issuanceOf(leaf) !== "public" || days <= limit.days) continue;
      const data = { days: String(days), from: day(limit.from), limit: String(limit.days) };
      yield servedProblem(served, "lifetime-over-limit", FACT, { message: "over", data });
    }
  },
});
