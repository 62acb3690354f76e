import type { Fact } from "../../model/evidence.ts";
import { certificateFor, isRenewalDisabled } from "../../certificates/cert-manager.ts";
import { day, span, stageOf } from "../../certificates/lifetime.ts";
import { annotation } from "../../model/read.ts";
import { defineRule } from "../contract.ts";
import { servedCertificates, servedProblem, timeOf } from "../served-certificates.ts";

const FACT: Fact = {
  text: "Clients refuse a certificate from the second after its end.",
  reference: "RFC 5280, 4.1.2.5",
  basis: "documented",
};

export const rule = defineRule({
  id: "LH5002",
  slug: "certificate-expires-soon",
  severity: "warning",
  summary: "A served certificate ends soon, and nobody is known to renew it",
  messages: {
    ending:
      "The certificate ends on {day}, in {left}, and nobody is known to renew it (alarm at {alarm} of a life of {life})",
  },
  *check(input) {
    for (const served of servedCertificates(input)) {
      const { leaf, secrets } = served;
      const stage = stageOf(leaf, timeOf(input));
      if (stage.stage !== "ending") continue;
      const [secret] = secrets;
      const certificate = certificateFor(input.inventory, secret.namespace ?? "", secret.name);
      // Where cert-manager is to renew it, renewal-overdue speaks, at the time that its schedule says.
      if (certificate !== null && !isRenewalDisabled(certificate)) continue;
      // Its schedule is not in the input: by the time half of the usual last third is gone, it has failed.
      const isManaged = annotation(secret, "cert-manager.io/certificate-name") !== undefined;
      if (isManaged && stage.left > stage.alarm / 2) continue;
      const data = {
        day: day(leaf.notAfter),
        left: span(stage.left),
        alarm: span(isManaged ? stage.alarm / 2 : stage.alarm),
        life: span(leaf.notAfter - leaf.notBefore),
      };
      yield servedProblem(served, "certificate-expires-soon", FACT, { message: "ending", data });
    }
  },
});
