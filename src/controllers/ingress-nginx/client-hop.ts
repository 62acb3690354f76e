import { evidence } from "../../model/evidence.ts";
import type { ClientHop, Evidence, Hop, Place } from "../../model/report.ts";
import type { Protection } from "../../model/words.ts";
import type { PlainAnswer, Presented } from "./client.ts";
import { FACTS } from "./facts.ts";
import type { Cause } from "./parsed.ts";
import type { Server } from "./servers.ts";

export const CLIENT: Place = { kind: "client", name: "client", namespace: null, port: null };

export function evidenceOf(causes: readonly Cause[]): Evidence[] {
  return causes.map(({ fact, object, at, text }) => evidence(fact, object, at, text));
}

/** What clients get, as the report says it. */
export function client(
  http: ClientHop["http"],
  redirect: { readonly status: number; readonly to: ClientHop["redirectTo"] } | null,
  https: ClientHop["https"],
  shown: { readonly certificate: ClientHop["certificate"] },
  demanded: ClientHop["clientCertificate"],
): ClientHop {
  return {
    http,
    redirectStatus: redirect?.status ?? null,
    redirectTo: redirect?.to ?? null,
    https,
    certificate: shown.certificate,
    clientCertificate: demanded,
  };
}

/** The weakest that a client of this route gets away with. */
function clientProtection(hop: ClientHop): Protection {
  if (hop.http === "serves") return "plaintext";
  if (hop.https === "passes-through") return "passthrough";
  if (hop.https === "refused") return "broken";
  if (hop.clientCertificate === "required") return "mtls";
  return hop.certificate.kind === "controller-default" ? "tls-unverified" : "tls-verified";
}

export function clientHop(
  hop: ClientHop,
  controller: Place,
  causes: readonly Cause[],
  assumptions: Hop["assumptions"],
  status: number | null,
): Hop {
  const protection = clientProtection(hop);
  return {
    from: CLIENT,
    to: controller,
    role: "client",
    protection,
    by:
      protection === "plaintext" || protection === "broken"
        ? "none"
        : protection === "passthrough"
          ? "application"
          : "controller",
    status: protection === "broken" ? status : null,
    evidence: evidenceOf(causes),
    assumptions,
  };
}

export function clientCauses(plain: PlainAnswer, shown: Presented, server: Server, through: Cause | null): Cause[] {
  const causes = [plain.cause, through ?? shown.cause];
  const auth = server.clientAuth;
  if (through === null && auth?.asked === true) {
    const fact = !auth.ca
      ? FACTS.clientCertificateNoCa
      : auth.verifyClient === "on"
        ? FACTS.clientCertificate
        : FACTS.clientCertificateNotAsked;
    causes.push({ fact, object: auth.owner, at: auth.secretAt });
  }
  return causes;
}
