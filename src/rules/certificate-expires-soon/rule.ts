import type { Fact } from "../../model/evidence.ts";
import { certificateFor, isRenewalDisabled, renewalTime } from "../../certificates/cert-manager.ts";
import { chainOrder } from "../../certificates/chain-order.ts";
import { day, span, stageOf } from "../../certificates/lifetime.ts";
import { annotation } from "../../model/read.ts";
import { defineRule } from "../contract.ts";
import { servedCertificates, servedProblem, timeOf } from "../served-certificates.ts";

const SLUG = "certificate-expires-soon";
const FACT: Fact = {
  text: "Clients refuse a certificate from the second after its end.",
  reference: "RFC 5280, 4.1.2.5",
  basis: "documented",
};

export const rule = defineRule({
  id: "LH5002",
  slug: SLUG,
  severity: "warning",
  summary: "A served certificate ends soon, and nobody is known to renew it",
  messages: {
    ending:
      "The certificate ends on {day}, in {left}, and nobody is known to renew it (alarm at {alarm} of a life of {life})",
    issuer: "The issuer's certificate, which is sent with it, ends on {day}, in {left}; this one only on {end}",
  },
  *check(input) {
    const now = timeOf(input);
    for (const served of servedCertificates(input)) {
      const { leaf, chain, secrets } = served;
      const [secret] = secrets;
      const certificate = certificateFor(input.inventory, secret.namespace ?? "", secret.name);
      // Its schedule is not in the input: by the time half of the usual last third is gone, it has failed.
      const isManaged = annotation(secret, "cert-manager.io/certificate-name") !== undefined;
      const [own, [, issuer]] = [stageOf(leaf, now), chainOrder(chain).path];
      if (own.stage === "ending") {
        // Where cert-manager is to renew it, renewal-overdue speaks, at the time that its schedule says.
        if (certificate !== null && !isRenewalDisabled(certificate)) continue;
        if (isManaged && own.left > own.alarm / 2) continue;
        const data = {
          day: day(leaf.notAfter),
          left: span(own.left),
          alarm: span(isManaged ? own.alarm / 2 : own.alarm),
          life: span(leaf.notAfter - leaf.notBefore),
        };
        yield servedProblem(served, SLUG, FACT, { message: "ending", data });
      } else if (own.stage === "valid" && issuer !== undefined && issuer.notAfter < leaf.notAfter) {
        const stage = stageOf(issuer, now);
        if (stage.stage !== "ending") continue;
        // The next one comes with the issuer's next certificate.
        const renewal = certificate === null ? null : renewalTime(certificate, leaf);
        if (isManaged || (renewal !== null && renewal < issuer.notAfter)) continue;
        const data = { day: day(issuer.notAfter), left: span(stage.left), end: day(leaf.notAfter) };
        yield servedProblem(served, SLUG, FACT, { message: "issuer", data });
      }
    }
  },
});
