import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { ShownCertificate } from "../contract.ts";

export function shown(certificate: X509Certificate, name: string): ShownCertificate {
  return {
    fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    hosts: hostsOf(certificate.subjectAltName),
    notAfter: dateOf(certificate),
    coversName: coversName(certificate, name),
  };
}

/** Names for a person to read; nothing is decided by them. */
function hostsOf(alternative: string | undefined): string[] {
  const entries = (alternative ?? "").slice(0, 10_000).split(", ");
  return entries.map((entry) => entry.replace(/^(?:DNS|IP Address):/, "")).filter((entry) => entry !== "");
}

function coversName(certificate: X509Certificate, name: string): boolean {
  try {
    if (isIP(name) !== 0) return certificate.checkIP(name) !== undefined;
    return certificate.checkHost(name.replace(/\.$/, ""), { subject: "never" }) !== undefined;
  } catch {
    return false;
  }
}

function dateOf({ validToDate, validTo }: X509Certificate): string {
  return Number.isNaN(validToDate.getTime()) ? validTo : validToDate.toISOString();
}

/** A certificate need not have a subject. */
function oneLine(name: string | undefined): string {
  return (name ?? "").trim().replaceAll("\n", ", ");
}
