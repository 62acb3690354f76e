import type { Certificate } from "../../certificates/certificate.ts";
import { certificateFor, statusOf } from "../../certificates/cert-manager.ts";
import { issuanceOf } from "../../certificates/issuance.ts";
import type { Fact } from "../../model/evidence.ts";
import { defineRule } from "../contract.ts";
import { servedCertificates, servedProblem } from "../served-certificates.ts";

const FACT: Fact = {
  text: "Clients accept a certificate that leads to a CA in their store.",
  reference: "RFC 5280, 6.1",
  basis: "documented",
};
/** The self-made certificates of ingress-nginx, Traefik and haproxy-ingress. */
const STAND_INS = /^(?:Kubernetes Ingress Controller Fake Certificate|TRAEFIK DEFAULT CERT)$/;
/** Names that no public CA can sign: clients of such hosts may have been given the certificate itself. */
const PRIVATE =
  /(?:^|\.)(?:local|localhost|internal|lan|home|corp|intranet|test|svc|cluster\.local|home\.arpa)$|^[^.]+$/;

export const rule = defineRule({
  id: "LH5011",
  slug: "certificate-not-trusted",
  severity: "warning",
  summary: "A route serves a certificate that clients have no reason to trust",
  messages: {
    own: "The certificate is signed with its own key: clients have no reason to trust it",
    fake: "The Secret holds a controller's stand-in certificate: {name}",
    staging: "The certificate is of the test CA of Let's Encrypt, which nobody trusts",
  },
  *check(input) {
    for (const served of servedCertificates(input)) {
      const { leaf, paths, secrets } = served;
      const message = kindOf(leaf);
      if (message === null) continue;
      // A temporary certificate stands in its place while cert-manager issues the real one.
      const [secret] = secrets;
      const certificate = certificateFor(input.inventory, secret.namespace ?? "", secret.name);
      if (certificate !== null && statusOf(certificate).issuing?.status === "True") continue;
      const isPrivate = paths.every(({ route }) => PRIVATE.test(route.host));
      const data = { name: leaf.subject.commonName ?? "" };
      const severity = isPrivate ? "note" : "warning";
      yield servedProblem(served, "certificate-not-trusted", FACT, { message, data, severity });
    }
  },
});

function kindOf(leaf: Certificate): "own" | "fake" | "staging" | null {
  if (STAND_INS.test(leaf.subject.commonName ?? "")) return "fake";
  const issuance = issuanceOf(leaf);
  return issuance === "own" || issuance === "staging" ? issuance : null;
}
