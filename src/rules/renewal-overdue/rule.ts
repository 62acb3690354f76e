import { certificatesOf } from "../../certificates/read-entry.ts";
import { type IssuedStatus, isRenewalDisabled, renewalTime, statusOf } from "../../certificates/cert-manager.ts";
import { day } from "../../certificates/lifetime.ts";
import { evidence, type Fact } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { text } from "../../model/read.ts";
import type { Severity } from "../../model/words.ts";
import { defineRule, type RuleInput } from "../contract.ts";
import { remedyFor } from "../remedies.ts";
import { timeOf } from "../served-certificates.ts";

/** An ACME order takes minutes; DNS may take longer. */
const GRACE = 3_600_000;
const FACT: Fact = {
  text: "cert-manager renews at status.renewalTime: before renewBefore, or when a third of the validity is left.",
  reference: "cert-manager/cert-manager pkg/util/pki/renewaltime.go",
  basis: "read",
};
const FAILED: Fact = {
  text: "cert-manager counts failed attempts and waits twice as long after each.",
  reference: "cert-manager/cert-manager pkg/apis/certmanager/v1/types_certificate.go",
  basis: "read",
};

export const rule = defineRule({
  id: "LH5003",
  slug: "renewal-overdue",
  severity: "warning",
  summary: "cert-manager should have renewed a certificate, and has not",
  messages: {
    overdue: "The renewal was due on {due} and has not happened; the certificate ends on {end}",
    failing: "cert-manager has failed to issue this certificate {attempts}: {reason}",
  },
  *check(input) {
    const now = timeOf(input);
    for (const object of input.inventory.all("Certificate.cert-manager.io")) {
      const status = statusOf(object);
      const remedy = remedyFor("renewal-overdue", undefined);
      if (status.failedAttempts > 0 && status.ready?.status !== "True") {
        const at = ["status", "failedIssuanceAttempts"];
        const attempts = status.failedAttempts === 1 ? "once" : `${status.failedAttempts} times`;
        const data = { attempts, reason: reasonOf(status) };
        yield {
          message: "failing",
          cause: "failing",
          data,
          object,
          at,
          evidence: [evidence(FAILED, object, at)],
          remedy,
        };
        continue;
      }
      const dates = now === null || isRenewalDisabled(object) ? null : datesOf(input, object, status);
      const due = dates === null ? null : renewalTime(object, dates);
      // What is over is told by certificate-expired where a route serves it.
      if (now === null || dates === null || due === null || now <= due + GRACE || now > dates.notAfter) continue;
      const at = status.renewalTime === null ? ["spec"] : ["status", "renewalTime"];
      const data = { due: day(due), end: day(dates.notAfter) };
      const severity: Severity = dates.notAfter - now < (dates.notAfter - dates.notBefore) / 10 ? "error" : "warning";
      yield {
        message: "overdue",
        cause: "overdue",
        severity,
        data,
        object,
        at,
        evidence: [evidence(FACT, object, at)],
        remedy,
      };
    }
  },
});

/** Of the certificate itself where the input holds it, else as cert-manager says. */
function datesOf(
  { inventory }: RuleInput,
  object: KubeObject,
  { notBefore, notAfter }: IssuedStatus,
): { readonly notBefore: number; readonly notAfter: number } | null {
  const held = inventory.secret(object.namespace ?? "", text(object.body, "spec", "secretName") ?? "");
  const [leaf] = held.state === "present" ? certificatesOf(held.secret, "tls.crt") : [];
  if (leaf !== undefined) return leaf;
  return notBefore === null || notAfter === null ? null : { notBefore, notAfter };
}

function reasonOf({ issuing, ready }: IssuedStatus): string {
  return issuing?.message || ready?.message || issuing?.reason || ready?.reason || "no reason is given";
}
