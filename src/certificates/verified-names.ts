import { isIP } from "node:net";
import type { Certificate } from "./certificate.ts";
import { commonNameIsFor, coversHost } from "./host-match.ts";

/**
 * Whether a certificate has a name that is checked.
 * @param name a host name, or a URI
 * @param commonName whether the verifier takes the common name where there are no DNS names
 * @returns null where verifiers differ: a wildcard that is more than the left-most label, an
 * address, a dot at the end
 */
export function hasName(certificate: Certificate, name: string, commonName: boolean): boolean | null {
  const { names, subject } = certificate;
  if (name.includes("://")) return names.others.includes(name);
  if (isIP(name) !== 0 || name.endsWith(".")) return null;
  if (coversHost(certificate, name) || (commonName && commonNameIsFor(certificate, name))) return true;
  const counted = commonName && names.dns.length === 0 && subject.commonName !== null ? [subject.commonName] : [];
  return [...names.dns, ...counted].some((pattern) => mayMatch(pattern, name)) ? null : false;
}

/** With `*` for anything at all. */
function mayMatch(pattern: string, name: string): boolean {
  const [wanted, given] = [bare(name), bare(pattern)];
  if (!given.includes("*")) return given === wanted;
  const parts = given.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`).test(wanted);
}

function bare(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
