import { evidence, type Fact } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { text } from "../../model/read.ts";
import { defineRule } from "../contract.ts";
import { remedyFor } from "../remedies.ts";

const FACT: Fact = {
  text: "A Certificate whose Secret was issued for another one is issued anew (reason IncorrectCertificate).",
  reference: "cert-manager/cert-manager internal/controller/certificates/policies/constants.go",
  basis: "read",
};
const AT = ["spec", "secretName"];

export const rule = defineRule({
  id: "LH5004",
  slug: "certificates-share-secret",
  severity: "warning",
  summary: "Two Certificates of cert-manager write to one Secret",
  messages: {
    shared: "This Secret is the secretName of {others} too: each issues over the other",
  },
  *check({ inventory }) {
    const secretOf = ({ body }: KubeObject): string => text(body, ...AT) ?? "";
    const naming = inventory.all("Certificate.cert-manager.io").filter((object) => secretOf(object) !== "");
    const bySecret = Map.groupBy(naming, (object) => `${object.namespace}/${secretOf(object)}`);
    for (const [first, ...others] of bySecret.values()) {
      if (first === undefined || others.length === 0) continue;
      const data = { others: others.map(({ name }) => `Certificate ${name}`).join(", ") };
      const remedy = remedyFor("certificates-share-secret", undefined);
      yield {
        message: "shared",
        cause: "shared",
        data,
        object: first,
        at: AT,
        evidence: [evidence(FACT, first, AT)],
        remedy,
      };
    }
  },
});
