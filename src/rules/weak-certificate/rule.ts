import type { Fact } from "../../model/evidence.ts";
import { weaknesses } from "../../certificates/strength.ts";
import { defineRule } from "../contract.ts";
import { servedCertificates, servedProblem } from "../served-certificates.ts";

const FACT: Fact = {
  text: "RSA keys need 2048 bits, curves are P-256, P-384 or P-521, and signatures SHA-2.",
  reference: "CA/Browser Forum Baseline Requirements 6.1.5, 6.1.6, 7.1.3.2",
  basis: "documented",
};

export const rule = defineRule({
  id: "LH5008",
  slug: "weak-certificate",
  severity: "warning",
  summary: "A served certificate has a key or a signature that is too weak",
  messages: {
    weak: "The certificate, or one that is sent with it, has {what}",
  },
  *check(input) {
    for (const served of servedCertificates(input)) {
      const found = new Set(served.chain.flatMap(weaknesses));
      if (found.size === 0) continue;
      const what = [...found].join(", and ");
      yield servedProblem(served, "weak-certificate", FACT, { message: "weak", data: { what }, cause: what });
    }
  },
});
