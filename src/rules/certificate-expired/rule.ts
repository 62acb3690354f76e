import { certificateFor, statusOf } from "../../certificates/cert-manager.ts";
import { chainOrder } from "../../certificates/chain-order.ts";
import { day, stageOf } from "../../certificates/lifetime.ts";
import { evidence, type Fact } from "../../model/evidence.ts";
import { defineRule } from "../contract.ts";
import { remedyFor } from "../remedies.ts";
import { servedCertificates, servedProblem, servedSecrets, timeOf } from "../served-certificates.ts";

const SLUG = "certificate-expired";
const FACT: Fact = {
  text: "Clients refuse a certificate before the first and after the last second of its validity.",
  reference: "RFC 5280, 4.1.2.5 and 6.1.3",
  basis: "documented",
};
const STATUS: Fact = {
  text: "status.notAfter is the end of the certificate in the Secret.",
  reference: "cert-manager/cert-manager pkg/apis/certmanager/v1/types_certificate.go",
  basis: "read",
};

export const rule = defineRule({
  id: "LH5001",
  slug: "certificate-expired",
  severity: "error",
  summary: "A served certificate is not valid today",
  messages: {
    expired: "The certificate ended on {day}",
    status: "The certificate ended on {day}, as cert-manager says",
    future: "The certificate is not valid before {day}",
    issuer: "The certificate of the issuer, which is sent with it, ended on {day}",
    further:
      "A certificate that is sent with it ended on {day}, and clients that know no other way to a root refuse: {subject}",
  },
  *check(input) {
    const now = timeOf(input);
    if (now === null) return;
    for (const served of servedCertificates(input)) {
      const stage = stageOf(served.leaf, now);
      const [, issuer, ...further] = chainOrder(served.chain).path;
      const over = further.find(({ notAfter }) => now > notAfter);
      if (stage.stage === "over") {
        yield servedProblem(served, SLUG, FACT, { message: "expired", data: { day: day(stage.since) } });
      } else if (stage.stage === "future") {
        yield servedProblem(served, SLUG, FACT, { message: "future", data: { day: day(stage.from) } });
      } else if (issuer !== undefined && now > issuer.notAfter) {
        yield servedProblem(served, SLUG, FACT, { message: "issuer", data: { day: day(issuer.notAfter) } });
      } else if (over !== undefined) {
        const data = { day: day(over.notAfter), subject: over.subject.text };
        yield servedProblem(served, SLUG, FACT, { message: "further", data, severity: "warning" });
      }
    }
    for (const { namespace, name, paths } of servedSecrets(input).values()) {
      if (input.inventory.secret(namespace, name).state === "present") continue;
      const object = certificateFor(input.inventory, namespace, name);
      const end = object === null ? null : statusOf(object).notAfter;
      if (object === null || end === null || now <= end) continue;
      const at = ["status", "notAfter"];
      const data = { day: day(end) };
      const remedy = remedyFor(SLUG, paths[0]);
      yield {
        message: "status",
        cause: "expired",
        data,
        object,
        at,
        paths,
        evidence: [evidence(STATUS, object, at)],
        remedy,
      };
    }
  },
});
