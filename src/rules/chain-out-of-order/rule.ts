import type { Fact } from "../../model/evidence.ts";
import { chainOrder } from "../../certificates/chain-order.ts";
import { defineRule } from "../contract.ts";
import { servedCertificates, servedProblem } from "../served-certificates.ts";

const FACT: Fact = {
  text: "Each certificate should certify the one before it; strict clients refuse others.",
  reference: "RFC 8446, 4.4.2",
  basis: "documented",
};

export const rule = defineRule({
  id: "LH5006",
  slug: "chain-out-of-order",
  severity: "note",
  summary: "The certificates beside a leaf are in another order than clients expect, or do not belong to it",
  messages: {
    order: "The certificates after the leaf are out of order",
    unrelated: "{count} of the certificates after the leaf did not issue it or one of its issuers",
  },
  *check(input) {
    for (const served of servedCertificates(input)) {
      const { outOfOrder, unrelated } = chainOrder(served.chain);
      if (!outOfOrder && unrelated.length === 0) continue;
      const message = outOfOrder ? "order" : "unrelated";
      const data = { count: String(unrelated.length) };
      yield servedProblem(served, "chain-out-of-order", FACT, { message, data });
    }
  },
});
