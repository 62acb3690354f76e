import { evidence, type Fact } from "../../model/evidence.ts";
import { flag, text } from "../../model/read.ts";
import { defineRule } from "../contract.ts";
import { remedyFor } from "../remedies.ts";

const FACT: Fact = {
  text: "With rotationPolicy Never, cert-manager issues each new certificate for the key that is in the Secret.",
  reference: "cert-manager/cert-manager pkg/apis/certmanager/v1/types_certificate.go",
  basis: "read",
};
const AT = ["spec", "privateKey", "rotationPolicy"];

export const rule = defineRule({
  id: "LH5012",
  slug: "key-never-rotated",
  severity: "note",
  summary: "A certificate is renewed with the same private key for ever",
  messages: { never: "Every renewal keeps the private key: rotationPolicy is Never" },
  *check({ inventory }) {
    for (const object of inventory.all("Certificate.cert-manager.io")) {
      // A CA keeps its key on purpose: what trusts it would not know a new one.
      if (text(object.body, ...AT) !== "Never" || flag(object.body, "spec", "isCA") === true) continue;
      const remedy = remedyFor("key-never-rotated", undefined);
      yield { message: "never", cause: "never", object, at: AT, evidence: [evidence(FACT, object, AT)], remedy };
    }
  },
});
