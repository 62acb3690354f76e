import type { Fact } from "../../model/evidence.ts";
import { defineRule } from "../contract.ts";
import { servedCertificates, servedProblem } from "../served-certificates.ts";

const FACT: Fact = {
  text: "Clients refuse a server's certificate that states purposes without server authentication.",
  reference: "RFC 5280, 4.2.1.12",
  basis: "documented",
};

export const rule = defineRule({
  id: "LH5010",
  slug: "not-for-servers",
  severity: "error",
  summary: "A served certificate is not meant for servers",
  messages: {
    purpose: "The certificate states purposes, and serving TLS is none of them",
  },
  *check(input) {
    for (const served of servedCertificates(input)) {
      const { purposes } = served.leaf;
      if (purposes === null || purposes.includes("server") || purposes.includes("any")) continue;
      yield servedProblem(served, "not-for-servers", FACT, { message: "purpose" });
    }
  },
});
