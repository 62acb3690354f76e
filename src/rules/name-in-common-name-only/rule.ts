import type { Fact } from "../../model/evidence.ts";
import { commonNameIsFor } from "../../certificates/host-match.ts";
import { defineRule } from "../contract.ts";
import { servedCertificates, servedProblem } from "../served-certificates.ts";

const FACT: Fact = {
  text: "A common name is never read as a host name.",
  reference: "RFC 9525, 6.3",
  basis: "documented",
};

export const rule = defineRule({
  id: "LH5018",
  slug: "name-in-common-name-only",
  severity: "warning",
  summary: "A host stands in the certificate's common name alone, which clients do not read",
  messages: {
    cn: "The certificate has the host in its common name alone: clients refuse it",
  },
  *check(input) {
    for (const served of servedCertificates(input)) {
      const paths = served.paths.filter(({ route }) => commonNameIsFor(served.leaf, route.host));
      if (paths.length > 0) {
        yield servedProblem({ ...served, paths }, "name-in-common-name-only", FACT, { message: "cn" });
      }
    }
  },
});
