import { isIP } from "node:net";
import { canonicalAddress } from "./names.ts";
import type { Certificate } from "./certificate.ts";

/**
 * Whether a certificate is for a host, by RFC 9525: DNS names of the alternative names alone (a common name never
 * counts), letter case aside, `*` as the whole left-most label and for exactly one; addresses by their own entries.
 * A host `*.example.com`, as routes have it, needs that very name.
 */
export function coversHost({ names }: Pick<Certificate, "names">, host: string): boolean {
  if (isIP(host) !== 0) return names.addresses.includes(canonicalAddress(host));
  const wanted = labels(host);
  return names.dns.some((name) => coversLabels(labels(name), wanted));
}

/** Whether one of the DNS names of a certificate (wildcards read as in RFC 9525) or its common name is for a host. */
export function commonNameIsFor({ subject, names }: Pick<Certificate, "subject" | "names">, host: string): boolean {
  return (
    names.dns.length === 0 && subject.commonName !== null && coversLabels(labels(subject.commonName), labels(host))
  );
}

function labels(name: string): string[] {
  return name.toLowerCase().replace(/\.$/, "").split(".");
}

function coversLabels(given: readonly string[], wanted: readonly string[]): boolean {
  if (given.length !== wanted.length) return false;
  // RFC 9525, 6.3: a wildcard alone, or one for what lies directly under the root, is none.
  const wildcard = given[0] === "*" && given.length > 2;
  return given.every((label, index) => label === wanted[index] || (index === 0 && wildcard && wanted[0] !== ""));
}
